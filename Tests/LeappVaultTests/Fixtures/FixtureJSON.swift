/// JSON with keys in the order given, as the index files have it.
indirect enum FixtureJSON {
    case text(String)
    case number(UInt64)
    case bool(Bool)
    case array([FixtureJSON])
    case object([(String, FixtureJSON)])

    static func hex(_ bytes: some Sequence<UInt8>) -> FixtureJSON {
        .text(bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    }

    func rendered(indent: Int = 0) -> String {
        let inner = String(repeating: "  ", count: indent + 1)
        let outer = String(repeating: "  ", count: indent)
        switch self {
        case .text(let text):
            return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        case .number(let number): return String(number)
        case .bool(let bool): return bool ? "true" : "false"
        case .array(let items):
            if items.isEmpty { return "[]" }
            return "[\n" + items.map { inner + $0.rendered(indent: indent + 1) }.joined(separator: ",\n") + "\n\(outer)]"
        case .object(let pairs):
            if pairs.isEmpty { return "{}" }
            return "{\n" + pairs.map { "\(inner)\"\($0.0)\": " + $0.1.rendered(indent: indent + 1) }.joined(separator: ",\n")
                + "\n\(outer)}"
        }
    }
}
