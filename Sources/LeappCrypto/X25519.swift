import CSodium

/// X25519 (RFC 7748).
public enum X25519 {
    /// The shared point of a secret and a public key, 32 bytes each; an all-zero result is refused.
    public static func agree(secretKey: borrowing Secret, publicKey: [UInt8]) throws(CryptoError) -> Secret {
        Sodium.start()
        precondition(secretKey.count == 32 && publicKey.count == 32)
        var shared = Secret(count: 32)
        let result = unsafe shared.withUnsafeMutableBytes { output in
            unsafe secretKey.withUnsafeBytes { key in
                unsafe crypto_scalarmult(
                    output.octets,
                    key.octets, publicKey)
            }
        }
        guard result == 0 else { throw .lowOrderPoint }
        return shared
    }

    /// The public key of a 32-byte secret key.
    public static func publicKey(of secretKey: borrowing Secret) -> [UInt8] {
        Sodium.start()
        precondition(secretKey.count == 32)
        var key = [UInt8](repeating: 0, count: 32)
        unsafe secretKey.withUnsafeBytes { secret in
            _ = unsafe crypto_scalarmult_base(&key, secret.octets)
        }
        return key
    }
}
