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

    /// Appends the fact; texts are made to fit.
    func encode(into sink: inout some ByteSink & ~Copyable) {
        switch self {
        case .text(let text): sink.cbor(text: text.fitted)
        case .integer(let number): sink.cbor(integer: number)
        case .flag(let flag): sink.cbor(bool: flag)
        case .texts(let texts):
            sink.cborArray(count: texts.count)
            for text in texts { sink.cbor(text: text.fitted) }
        }
    }

    /// Reads one fact; nil for a shape that this version does not know.
    init?(parsing item: RawSpan) throws(ProtocolError) {
        var reader = CBORReader(item)
        switch reader.nextKind {
        case .text: self = .text(try reader.checkedText(.detail))
        case .unsigned, .negative:
            do { self = .integer(try reader.integer()) } catch { throw .malformed(error) }
        case .simple where !reader.isNextNull:
            do { self = .flag(try reader.bool()) } catch { throw .malformed(error) }
        case .array:
            var texts: [String] = []
            var items = try ItemList(parsing: item).cursor
            while let item = try items.next() {
                var reader = CBORReader(item)
                guard reader.nextKind == .text else { return nil }
                texts.append(try reader.checkedText(.detail))
            }
            self = .texts(texts)
        case .bytes, .map, .tag, .simple, nil: return nil
        }
    }

    /// Reads a map of facts; those of an unknown shape are passed over.
    static func facts(_ item: RawSpan) throws(ProtocolError) -> [String: AgentDetail] {
        var reader = CBORReader(item)
        var keys = CBORMapKeys()
        var facts: [String: AgentDetail] = [:]
        let count: Int
        do { count = try reader.mapHead() } catch { throw .malformed(error) }
        for _ in 0..<count {
            let name = try reader.checkedKey(&keys, of: .detail)
            let fact: RawSpan
            do { fact = try reader.item(inside: 3) } catch { throw .malformed(error) }
            facts[name] = try AgentDetail(parsing: fact)
        }
        return facts
    }
}
