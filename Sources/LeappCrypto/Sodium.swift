import CSodium

/// libsodium, initialised once for the process.
enum Sodium {
    private static let isReady = sodium_init() >= 0

    /// Stops the process where libsodium cannot work at all: no caller could go on without it.
    static func start() {
        precondition(isReady, "libsodium could not be initialised")
    }
}

/// What the primitives can refuse.
public enum CryptoError: Error, Equatable, Sendable {
    /// Argon2id could not get its memory, in KiB.
    case outOfMemory(kibibytes: Int)
    /// The ciphertext is not what this key, nonce and associated data sealed.
    case forged
    /// The shared X25519 point is all zero (RFC 7748 section 6.1).
    case lowOrderPoint
}

extension UnsafeRawBufferPointer {
    /// The bytes as libsodium's parameters have them; never null, even where there are none.
    var octets: UnsafePointer<UInt8> {
        let empty = unsafe UnsafeRawPointer(bitPattern: 16)!
        return unsafe (baseAddress ?? empty).assumingMemoryBound(to: UInt8.self)
    }
}

extension UnsafeMutableRawBufferPointer {
    /// The bytes as libsodium's parameters have them; never null, even where there are none.
    var octets: UnsafeMutablePointer<UInt8> {
        let empty = unsafe UnsafeMutableRawPointer(bitPattern: 16)!
        return unsafe (baseAddress ?? empty).assumingMemoryBound(to: UInt8.self)
    }
}
