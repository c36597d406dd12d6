import LeappBytes
import LeappCBOR

/// Reads an item through the reader's typed calls and writes it again through the writer's.
enum Transcript {
    /// The bytes written, or nil where the reader refused.
    static func copy(_ bytes: [UInt8]) -> [UInt8]? {
        var reader = CBORReader(bytes.rawSpan)
        var output: [UInt8] = []
        do throws(CBORError) {
            try copyItem(&reader, &output, 0)
            try reader.end()
        } catch {
            return nil
        }
        return output
    }

    private static func copyItem(_ reader: inout CBORReader, _ output: inout [UInt8], _ depth: Int) throws(CBORError) {
        switch reader.nextKind {
        case .unsigned: output.cbor(unsigned: try reader.unsigned())
        case .negative: output.cbor(integer: try reader.integer())
        case .bytes: output.cbor(bytes: try reader.byteString())
        case .text: output.cbor(textBytes: try reader.textBytes())
        case .array:
            let count = try reader.arrayHead()
            output.cborArray(count: count)
            guard depth < CBORReader.maximumDepth else { throw .tooDeep(at: reader.offset) }
            for _ in 0..<count { try copyItem(&reader, &output, depth + 1) }
        case .map:
            let count = try reader.mapHead()
            output.cborMap(count: count)
            guard depth < CBORReader.maximumDepth else { throw .tooDeep(at: reader.offset) }
            var keys = CBORMapKeys()
            for _ in 0..<count {
                output.append(try reader.key(&keys))
                try copyItem(&reader, &output, depth + 1)
            }
        case .simple where reader.isNextNull:
            try reader.null()
            output.cborNull()
        case .simple: output.cbor(bool: try reader.bool())
        case .tag, nil: throw .unexpected(at: reader.offset, found: reader.nextKind)
        }
    }
}
