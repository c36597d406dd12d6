import CSodium

/// Argon2id version 1.3 with one lane (RFC 9106), as libsodium's `crypto_pwhash`.
public enum Argon2id {
    /// 32 bytes from a passphrase. Bounds on the parameters are the caller's: this call spends what it is told to.
    ///
    /// `salt` is 16 bytes; `memory` is in KiB.
    public static func derive(passphrase: RawSpan, salt: [UInt8], memory: Int, passes: Int) throws(CryptoError) -> Secret {
        Sodium.start()
        precondition(salt.count == 16)
        var derived = Secret(count: 32)
        let result = unsafe derived.withUnsafeMutableBytes { output in
            unsafe passphrase.withUnsafeBytes { passphrase in
                unsafe crypto_pwhash(
                    output.octets, 32,
                    UnsafeRawPointer(passphrase.octets).assumingMemoryBound(to: CChar.self), UInt64(passphrase.count),
                    salt, UInt64(passes), memory * 1024, crypto_pwhash_ALG_ARGON2ID13)
            }
        }
        guard result == 0 else { throw .outOfMemory(kibibytes: memory) }
        return derived
    }
}
