import LeappBytes
import LeappCBOR

/// What one frame of an answer says about the answer as a whole; the frame's own fields are read by the reply's type.
public enum AgentReply: Sendable {
    /// Another frame follows.
    case more
    /// This is the last frame, and the request was carried out.
    case done
    /// This is the last frame, and the request was refused or failed.
    case failed(AgentFailure)

    /// Whether `frame`, which an encoder of this module wrote, is the last one of its answer.
    public static func isLast(_ frame: RawSpan) throws(ProtocolError) -> Bool {
        var fields = try FieldReader(frame)
        while let name = try fields.next() {
            if name == .more { return try !fields.bool() }
            try fields.skip()
        }
        throw .missing(FieldName.more.rawValue)
    }

    /// Reads any frame of an answer; checks all of it.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var more: Bool?
        var done = false
        var failure: AgentFailure?
        while let name = try fields.next() {
            switch name {
            case .more: more = try fields.bool()
            case .ok: done = try fields.bool()
            case .error: failure = try AgentFailure(parsingDescription: fields.item())
            default: try fields.skip()
            }
        }
        let follows = try more.required(.more)
        if let failure {
            guard !follows, !done else { throw .badValue(FieldName.error.rawValue) }
            self = .failed(failure)
        } else {
            guard follows != done else { throw follows ? .badValue(FieldName.ok.rawValue) : .missing(FieldName.ok.rawValue) }
            self = follows ? .more : .done
        }
    }
}

extension ByteSink where Self: ~Copyable {
    /// Appends the head of a last frame's map and its first pair; `more` and `others` pairs follow.
    mutating func reply(others: Int) {
        cborMap(count: 2 + others)
        field(.ok, true)
    }

    /// Appends the head of a frame's map, up to and with `more`; `others` pairs follow.
    mutating func reply(more: Bool, others: Int) {
        cborMap(count: 1 + count(!more) + others)
        if !more { field(.ok, true) }
        field(.more, more)
    }
}
