import LeappBytes
import LeappCBOR

/// One fact of an ``AgentFailure``.
public enum AgentDetail: Equatable, Sendable {
    /// A text: a serial number, a code of AWS.
    case text(String)
    /// A number.
    case integer(Int64)
    /// A truth value.
    case flag(Bool)
    /// Several texts: the candidates of an ambiguous name.
    case texts([String])

    /// Appends the fact.
    func encode(into sink: inout some ByteSink & ~Copyable) {
        switch self {
        case .text(let text): sink.cbor(text: text)
        case .integer(let number): sink.cbor(integer: number)
        case .flag(let flag): sink.cbor(bool: flag)
        case .texts(let texts):
            sink.cborArray(count: texts.count)
            for text in texts { sink.cbor(text: text) }
        }
    }

    /// Reads one fact; nil for a shape that this version does not know.
    init?(parsing item: RawSpan) throws(CBORError) {
        var reader = CBORReader(item)
        switch reader.nextKind {
        case .text: self = .text(try reader.text())
        case .unsigned, .negative: self = .integer(try reader.integer())
        case .simple where !reader.isNextNull: self = .flag(try reader.bool())
        case .array:
            var texts: [String] = []
            for _ in 0..<(try reader.arrayHead()) {
                guard reader.nextKind == .text else { return nil }
                texts.append(try reader.text())
            }
            self = .texts(texts)
        case .bytes, .map, .tag, .simple, nil: return nil
        }
    }

    /// Reads a map of facts; those of an unknown shape are passed over.
    static func facts(_ item: RawSpan) throws(ProtocolError) -> [String: AgentDetail] {
        do {
            var reader = CBORReader(item)
            var keys = CBORMapKeys()
            var facts: [String: AgentDetail] = [:]
            for _ in 0..<(try reader.mapHead()) {
                let name = try reader.textKey(&keys)
                let text = unsafe name.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
                facts[text] = try AgentDetail(parsing: reader.item(inside: 3))
            }
            return facts
        } catch { throw .malformed(error) }
    }
}
