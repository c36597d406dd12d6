import LeappBytes
import LeappCrypto

/// The plaintext around a payload: `u64be length ‖ payload ‖ zeros` (spec/format.md section 7.1).
enum Padding {
    static let prefix = 8
    static let least = 16 * 1024
    static let lengths = 8...(1 << 28)

    /// The length of the plaintext for a payload of `count` bytes: Padmé, and at least 16 KiB.
    static func paddedLength(_ count: Int) throws(VaultError) -> Int {
        guard count <= lengths.upperBound - prefix else { throw .payloadTooLarge(bytes: count) }
        return max(least, padme(count + prefix))
    }

    /// `length` rounded up so that it has no more significant bits than its own logarithm (Nikitin et al. 2019).
    static func padme(_ length: Int) -> Int {
        guard length > 1 else { return length }
        let exponent = Int.bitWidth - 1 - length.leadingZeroBitCount
        let size = Int.bitWidth - (exponent == 0 ? 1 : exponent).leadingZeroBitCount
        let mask = (1 << max(0, exponent - size)) - 1
        return (length + mask) & ~mask
    }

    /// Where the payload lies in a plaintext whose length and padding are right.
    static func payloadRange(in secret: borrowing Secret) throws(VaultError) -> Range<Int> {
        let plaintext = secret.bytes
        var cursor = ByteCursor(plaintext)
        guard let length = try? cursor.bigEndian(UInt64.self), length <= UInt64(cursor.remaining) else { throw .badPadding }
        let end = prefix + Int(length)
        guard plaintext.extracting(end..<plaintext.byteCount).isZero else { throw .badPadding }
        return prefix..<end
    }
}

extension RawSpan {
    /// Whether every byte is zero: the first is, and each equals the one before it.
    fileprivate var isZero: Bool {
        guard byteCount > 0 else { return true }
        return self[0] == 0 && extracting(1..<byteCount).compare(to: extracting(0..<(byteCount - 1))) == 0
    }
}
