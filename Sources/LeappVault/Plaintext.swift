import LeappBytes
public import LeappCrypto

/// A payload in its padding, `u64be length ‖ payload ‖ zeros` (spec/format.md section 7.1), written where it is sealed from.
public struct Plaintext: ~Copyable {
    let secret: Secret

    /// What `write` appends, which is best no more than `capacity` bytes; refused where no vault has room for it.
    public init(capacity: Int, _ write: (inout SecretWriter) -> Void) throws(VaultError) {
        var writer = SecretWriter(capacity: try Padding.paddedLength(capacity))
        writer.append([UInt8](repeating: 0, count: Padding.prefix))
        write(&writer)
        let count = writer.count - Padding.prefix
        var plaintext = writer.finish(paddedTo: try Padding.paddedLength(count))
        let prefix = UInt64(count).bigEndianBytes
        unsafe plaintext.withUnsafeMutableBytes { unsafe $0.copyBytes(from: prefix) }
        secret = plaintext
    }

    /// A copy of `payload`.
    init(copying payload: RawSpan) throws(VaultError) {
        try self.init(capacity: payload.byteCount) { $0.append(payload) }
    }
}
