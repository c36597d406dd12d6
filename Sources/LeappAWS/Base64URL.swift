import LeappBytes
import LeappCrypto

/// Base 64 for URLs without padding (RFC 4648 section 5).
enum Base64URL {
    /// Appends `bytes`, four characters for three of them.
    static func append<Sink: ByteSink & ~Copyable>(_ bytes: RawSpan, to sink: inout Sink) {
        var held: UInt32 = 0
        var bits = 0
        for index in 0..<bytes.byteCount {
            held = held << 8 | UInt32(bytes[index])
            bits += 8
            while bits >= 6 {
                bits -= 6
                sink.append(character(held >> UInt32(bits) & 63))
            }
        }
        if bits > 0 { sink.append(character(held << UInt32(6 - bits) & 63)) }
    }

    /// The text of public `bytes`.
    static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        append(bytes.rawSpan, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private static func character(_ value: UInt32) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + UInt8(value)
        case 26..<52: UInt8(ascii: "a") + UInt8(value - 26)
        case 52..<62: UInt8(ascii: "0") + UInt8(value - 52)
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
    }
}
