import CLeappShims
import CSodium

/// XChaCha20-Poly1305-IETF with a 24-byte nonce and a 16-byte tag (draft-irtf-cfrg-xchacha-03).
public enum XChaCha20Poly1305 {
    /// Bytes that sealing adds.
    public static let overhead = 16

    /// Writes ciphertext and tag to `output`, ``overhead`` bytes more than the plaintext. `key` is 32 bytes, `nonce` 24.
    public static func seal(
        _ plaintext: RawSpan, key: borrowing Secret, nonce: [UInt8], associatedData: RawSpan,
        into output: UnsafeMutableRawBufferPointer
    ) {
        Sodium.start()
        precondition(key.count == 32 && nonce.count == 24 && output.count == plaintext.byteCount + overhead)
        unsafe leapp_use_large_pages(output.baseAddress!, output.count)
        unsafe plaintext.withUnsafeBytes { plaintext in
            unsafe associatedData.withUnsafeBytes { data in
                unsafe key.withUnsafeBytes { key in
                    _ = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
                        output.octets, nil, plaintext.octets, UInt64(plaintext.count), data.octets, UInt64(data.count), nil,
                        nonce,
                        key.octets)
                }
            }
        }
    }

    /// Ciphertext and tag. `key` is 32 bytes, `nonce` 24.
    public static func seal(_ plaintext: RawSpan, key: borrowing Secret, nonce: [UInt8], associatedData: RawSpan) -> [UInt8] {
        let total = plaintext.byteCount + overhead
        return unsafe [UInt8](unsafeUninitializedCapacity: total) { output, count in
            unsafe seal(
                plaintext, key: key, nonce: nonce, associatedData: associatedData, into: UnsafeMutableRawBufferPointer(output))
            count = total
        }
    }

    /// The plaintext, or ``CryptoError/forged``; nothing of it exists before the tag was found right.
    public static func open(
        _ sealed: RawSpan, key: borrowing Secret, nonce: [UInt8], associatedData: RawSpan
    ) throws(CryptoError) -> Secret {
        Sodium.start()
        precondition(key.count == 32 && nonce.count == 24)
        guard sealed.byteCount >= overhead else { throw .forged }
        var plaintext = Secret(count: sealed.byteCount - overhead)
        let result = unsafe plaintext.withUnsafeMutableBytes { output in
            unsafe sealed.withUnsafeBytes { sealed in
                unsafe associatedData.withUnsafeBytes { data in
                    unsafe key.withUnsafeBytes { key in
                        unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
                            output.octets, nil, nil,
                            sealed.octets, UInt64(sealed.count),
                            data.octets, UInt64(data.count), nonce,
                            key.octets)
                    }
                }
            }
        }
        guard result == 0 else { throw .forged }
        return plaintext
    }
}
