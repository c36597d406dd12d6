import CSodium

/// SHA-256 and HMAC-SHA-256 (FIPS 180-4, RFC 2104), which SigV4 is made of.
public enum SHA256 {
    /// The 32-byte digest of a public message.
    public static func digest(_ message: RawSpan) -> [UInt8] {
        Sodium.start()
        var output = [UInt8](repeating: 0, count: 32)
        unsafe message.withUnsafeBytes { message in
            _ = unsafe crypto_hash_sha256(
                &output, message.octets, UInt64(message.count))
        }
        return output
    }

    /// The 32-byte code of `message` under a key of any length.
    public static func authenticate(_ message: RawSpan, key: RawSpan) -> Secret {
        Sodium.start()
        var state = crypto_auth_hmacsha256_state()
        let code = unsafe Secret(count: 32) { output in
            unsafe key.withUnsafeBytes { key in
                _ = unsafe crypto_auth_hmacsha256_init(
                    &state, key.octets, key.count)
            }
            unsafe message.withUnsafeBytes { message in
                _ = unsafe crypto_auth_hmacsha256_update(
                    &state, message.octets, UInt64(message.count))
            }
            _ = unsafe crypto_auth_hmacsha256_final(&state, output.octets)
        }
        unsafe sodium_memzero(&state, MemoryLayout<crypto_auth_hmacsha256_state>.size)
        return code
    }
}
