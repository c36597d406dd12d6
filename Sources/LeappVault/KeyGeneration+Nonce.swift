import LeappBytes
import LeappCrypto

extension KeyGeneration {
    /// The nonce of a file, made from 32 random bytes and all that will be sealed (spec/format.md section 8).
    ///
    /// Machines that draw the same random bytes, such as two copies of one virtual machine, use one nonce twice only for one
    /// and the same file. Of the plaintext a tag is hashed, which costs a fraction of hashing all of it.
    func nonce(for plaintext: borrowing Plaintext, kind: ContainerKind, _ randomness: Randomness) throws(VaultError) -> [UInt8] {
        let random = randomness.bytes(32)
        let subkey = dataKey.subkey(.nonce)
        let once = BLAKE2b.secret(
            random.rawSpan, count: Poly1305.keyCount, personalisation: "leapp-v1-nonce-k", key: subkey.bytes)
        let tag = Poly1305.tag(of: plaintext.secret.bytes, key: once)
        let blank = [UInt8](repeating: 0, count: VaultHeader.nonceCount)
        var hash = BLAKE2b(count: VaultHeader.nonceCount, personalisation: "leapp-v1-nonce", key: subkey.bytes)
        hash.update(random)
        hash.update(tag.bytes)
        hash.update(try start(nonce: blank, paddedLength: plaintext.secret.count, kind: kind))
        return Array(hash.finish().bytes)
    }
}
