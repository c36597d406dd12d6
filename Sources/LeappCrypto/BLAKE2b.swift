import CSodium
import LeappBytes

/// BLAKE2b (RFC 7693) with key, salt and personalisation, as libsodium's `crypto_generichash_blake2b_salt_personal`.
///
/// A hash is 1 to 64 bytes, a key 0 to 64; a salt is empty or 16 bytes; a personalisation is ASCII of at most 16 characters
/// and is padded with zeros.
public struct BLAKE2b: ~Copyable {
    private var state: Secret  // libsodium wants 64-byte alignment, which 384 bytes at the end of a page have
    private let count: Int

    /// Begins a hash of `count` bytes over a message that comes in parts.
    public init(count: Int, personalisation: String, salt: [UInt8] = [], key: RawSpan = RawSpan()) {
        self.count = count
        state = Secret(count: crypto_generichash_blake2b_statebytes())
        let person = BLAKE2b.padded(personalisation)
        let salt = BLAKE2b.checked(salt)
        let result = unsafe state.withUnsafeMutableBytes { state in
            unsafe key.withUnsafeBytes { key in
                unsafe crypto_generichash_blake2b_init_salt_personal(
                    OpaquePointer(state.baseAddress!), key.octets, key.count, count, salt, person)
            }
        }
        precondition(result == 0, "a hash of 1 to 64 bytes, a key of at most 64")
    }

    /// Hashes more of the message.
    public mutating func update(_ bytes: RawSpan) {
        unsafe state.withUnsafeMutableBytes { state in
            unsafe bytes.withUnsafeBytes { bytes in
                _ = unsafe crypto_generichash_blake2b_update(
                    OpaquePointer(state.baseAddress!), bytes.octets, UInt64(bytes.count))
            }
        }
    }

    /// Hashes more public bytes.
    public mutating func update(_ bytes: [UInt8]) { update(bytes.rawSpan) }

    /// The hash.
    public consuming func finish() -> Secret {
        let length = count
        var hash = Secret(count: length)
        unsafe hash.withUnsafeMutableBytes { output in
            unsafe state.withUnsafeMutableBytes { state in
                _ = unsafe crypto_generichash_blake2b_final(OpaquePointer(state.baseAddress!), output.octets, length)
            }
        }
        return hash
    }

    /// The hash of a message in one piece, where the hash is public.
    public static func hash(
        _ message: RawSpan, count: Int, personalisation: String, salt: [UInt8] = [], key: RawSpan = RawSpan()
    ) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: count)
        unsafe hash.withUnsafeMutableBytes {
            unsafe write(message, to: $0, personalisation: personalisation, salt: salt, key: key)
        }
        return hash
    }

    /// The hash of a message in one piece, where the hash is secret.
    public static func secret(
        _ message: RawSpan, count: Int, personalisation: String, salt: [UInt8] = [], key: RawSpan = RawSpan()
    ) -> Secret {
        var hash = Secret(count: count)
        unsafe hash.withUnsafeMutableBytes {
            unsafe write(message, to: $0, personalisation: personalisation, salt: salt, key: key)
        }
        return hash
    }

    private static func write(
        _ message: RawSpan, to output: UnsafeMutableRawBufferPointer, personalisation: String, salt: [UInt8], key: RawSpan
    ) {
        Sodium.start()
        let person = padded(personalisation)
        let salt = checked(salt)
        let result = unsafe message.withUnsafeBytes { message in
            unsafe key.withUnsafeBytes { key in
                unsafe crypto_generichash_blake2b_salt_personal(
                    output.octets, output.count, message.octets, UInt64(message.count), key.octets, key.count, salt, person)
            }
        }
        precondition(result == 0, "a hash of 1 to 64 bytes, a key of at most 64")
    }

    private static func checked(_ salt: [UInt8]) -> [UInt8] {
        precondition(salt.isEmpty || salt.count == 16)
        return salt.isEmpty ? [UInt8](repeating: 0, count: 16) : salt
    }

    private static func padded(_ personalisation: String) -> [UInt8] {
        let bytes = Array(personalisation.utf8)
        precondition(bytes.count <= 16)
        return bytes + [UInt8](repeating: 0, count: 16 - bytes.count)
    }
}
