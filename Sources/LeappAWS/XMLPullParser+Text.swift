import LeappBytes
import LeappCrypto

extension XMLPullParser {
    /// Appends the text of a `.text` event, its entities decoded.
    func append(_ range: Range<Int>, isLiteral: Bool, to writer: inout SecretWriter) throws(XMLFault) {
        if isLiteral {
            writer.append(bytes.extracting(range))
            return
        }
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "&") else {
                writer.append(byte)
                index += 1
                continue
            }
            var end = index + 1
            while end < range.upperBound, end - index <= 10, bytes[end] != UInt8(ascii: ";") { end += 1 }
            guard end < range.upperBound, bytes[end] == UInt8(ascii: ";") else { throw .unknownEntity(at: index) }
            let name = Array(bytes.extracting((index + 1)..<end))
            guard let scalar = XMLPullParser.scalar(of: name) else { throw .unknownEntity(at: index) }
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { writer.append(byte) }
            index = end + 1
        }
    }

    private static func scalar(of name: [UInt8]) -> Unicode.Scalar? {
        switch String(decoding: name, as: UTF8.self) {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard name.first == UInt8(ascii: "#"), name.count > 1 else { return nil }
        let isHex = name[1] == UInt8(ascii: "x")
        let digits = String(decoding: name.dropFirst(isHex ? 2 : 1), as: UTF8.self)
        guard !digits.hasPrefix("+"), !digits.hasPrefix("-"), let value = UInt32(digits, radix: isHex ? 16 : 10),
            value >= 32 || value == 9 || value == 10 || value == 13
        else { return nil }
        return Unicode.Scalar(value)
    }
}
