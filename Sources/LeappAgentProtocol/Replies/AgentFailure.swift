public import LeappBytes
import LeappCBOR

/// Why a request was not carried out: the exit code for the command, a code for programs, words for people, facts for both.
public struct AgentFailure: Error, Equatable, Sendable {
    /// The exit code that the command ends with, from 1 to 255.
    public var exit: Int
    /// What happened, as a word that does not change: `LOCKED`, `MFA_REQUIRED`.
    public var code: String
    /// What happened, in one line.
    public var message: String
    /// Facts that belong to the code, by name.
    public var detail: [String: AgentDetail]

    /// A failure with these facts.
    public init(exit: Int, code: String, message: String, detail: [String: AgentDetail] = [:]) {
        (self.exit, self.code, self.message, self.detail) = (exit, code, message, detail)
    }

    /// Appends a last frame that says so. Texts longer than ``AgentLimits/text`` are cut off, and NUL is left out of them.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.cborMap(count: 2)
        sink.field(.more, false)
        sink.key(.error)
        sink.cborMap(count: 3 + count(!detail.isEmpty))
        sink.field(.code, code.fitted)
        sink.field(.exit, Int64(exit))
        if !detail.isEmpty {
            sink.key(.detail)
            let facts = detail.inKeyOrder.filter { $0.key.fitted == $0.key }.prefix(AgentLimits.pairs)
            sink.cborMap(count: facts.count)
            for (name, fact) in facts {
                sink.cbor(text: name)
                fact.encode(into: &sink)
            }
        }
        sink.field(.message, message.fitted)
    }

    /// Reads the map that the field `error` holds.
    init(parsingDescription description: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(description)
        var exit: Int64?
        var (code, message): (String?, String?)
        var detail: [String: AgentDetail] = [:]
        while let name = try fields.next() {
            switch name {
            case .exit: exit = try fields.integer()
            case .code: code = try fields.text(name)
            case .message: message = try fields.text(name)
            case .detail: detail = try AgentDetail.facts(fields.item())
            default: try fields.skip()
            }
        }
        let found = try exit.required(.exit)
        guard (1...255).contains(found) else { throw .badValue(FieldName.exit.rawValue) }
        let (word, words) = (try code.required(.code), try message.required(.message))
        self.init(exit: Int(found), code: word, message: words, detail: detail)
    }
}

extension String {
    /// The text without NUL, or as many of its first characters as ``AgentLimits/text`` bytes hold.
    var fitted: String {
        var text = utf8.contains(0) ? String(unicodeScalars.filter { $0 != "\0" }) : self
        while text.utf8.count > AgentLimits.text { text.removeLast((text.utf8.count - AgentLimits.text + 3) / 4) }
        return text
    }
}
