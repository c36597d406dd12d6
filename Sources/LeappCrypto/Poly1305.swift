import CSodium

/// Poly1305 (RFC 8439, section 2.5): a tag of 16 bytes under a key that is used for one message.
///
/// Two tags under one key give the key away to whoever sees them.
public enum Poly1305 {
    /// Bytes of a tag.
    public static let tagCount = 16
    /// Bytes of a key.
    public static let keyCount = 32

    /// The tag of a message. `key` is ``keyCount`` bytes.
    public static func tag(of message: RawSpan, key: borrowing Secret) -> Secret {
        Sodium.start()
        precondition(key.count == keyCount)
        var tag = Secret(count: tagCount)
        unsafe tag.withUnsafeMutableBytes { tag in
            unsafe message.withUnsafeBytes { message in
                unsafe key.withUnsafeBytes { key in
                    _ = unsafe crypto_onetimeauth(tag.octets, message.octets, UInt64(message.count), key.octets)
                }
            }
        }
        return tag
    }
}
