import LeappBytes
public import LeappCrypto

/// A string of a JSON document, which was checked when it was read and is decoded only where it is asked for.
public struct JSONString: Sendable {
    /// What stands between the quotation marks.
    private let written: SecretSlice
    private let hasEscapes: Bool

    /// The string that is written `written`; the scanner has checked it.
    init(_ written: SecretSlice, hasEscapes: Bool) {
        self.written = written
        self.hasEscapes = hasEscapes
    }

    /// The UTF-8 of the text in secret memory: a part of the document, or a copy of its own where it was written with escapes.
    public var secret: SecretSlice {
        guard hasEscapes else { return written }
        var writer = SecretWriter(capacity: written.count)
        decode(into: &writer)
        return SecretArena(writer.finish()).slice
    }

    /// The text; for what is not secret.
    public var text: String { String(decoding: utf8, as: UTF8.self) }

    /// The UTF-8 of the text; for what is not secret.
    var utf8: [UInt8] {
        guard hasEscapes else { return Array(written.bytes) }
        var bytes: [UInt8] = []
        decode(into: &bytes)
        return bytes
    }

    private func decode<Sink: ByteSink & ~Copyable>(into sink: inout Sink) {
        let bytes = written.bytes
        var index = 0
        while index < bytes.byteCount {
            guard bytes[index] == UInt8(ascii: "\\"), let escape = JSONEscape(bytes, at: index) else {
                sink.append(bytes[index])
                index += 1
                continue
            }
            for byte in UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter { sink.append(byte) }
            index += escape.count
        }
    }
}
