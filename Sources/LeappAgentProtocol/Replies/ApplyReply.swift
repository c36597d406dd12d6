public import LeappBytes
import LeappCBOR

/// One frame of what became of drafts, in their order; an answer has as many as it needs.
public struct ApplyReply: Equatable, Sendable {
    /// What became of one draft.
    public struct Outcome: Equatable, Sendable {
        /// What can become of a draft; the raw value is what the field says.
        public enum Result: String, Sendable, CaseIterable {
            /// A new record was made.
            case imported
            /// A record was changed.
            case updated
            /// A record has these values already.
            case unchanged
            /// A record differs and was kept.
            case kept
        }

        /// The record's id.
        public var id: [UInt8]
        /// What became of the draft.
        public var result: Result

        /// An outcome.
        public init(id: [UInt8], result: Result) {
            self.id = id
            self.result = result
        }

        init(parsing item: RawSpan) throws(ProtocolError) {
            var fields = try FieldReader(item)
            var id: [UInt8]?
            var result: Result?
            while let name = try fields.next() {
                switch name {
                case .id: id = Array(try fields.bytes(name))
                case .result: result = Result(rawValue: try fields.text(name))
                default: try fields.skip()
                }
            }
            let found = try id.required(.id)
            guard found.count == AgentLimits.recordID else { throw .badValue(FieldName.id.rawValue) }
            self.init(id: found, result: try result.required(.result))
        }

        func encode(into sink: inout some ByteSink & ~Copyable) {
            sink.cborMap(count: 2)
            sink.field(.id, bytes: id.rawSpan)
            sink.field(.result, result.rawValue)
        }
    }

    /// Whether another frame follows.
    public var more: Bool
    /// What became of the drafts.
    public var outcomes: [Outcome]

    /// A frame with `outcomes`.
    public init(more: Bool, outcomes: [Outcome]) {
        self.more = more
        self.outcomes = outcomes
    }

    /// Reads one frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var more: Bool?
        var outcomes: [Outcome]?
        while let name = try fields.next() {
            switch name {
            case .more: more = try fields.bool()
            case .outcomes:
                var list: [Outcome] = []
                var cursor = try fields.items().cursor
                while let item = try cursor.next() { list.append(try Outcome(parsing: item)) }
                outcomes = list
            default: try fields.skip()
            }
        }
        self.init(more: try more.required(.more), outcomes: try outcomes.required(.outcomes))
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(more: more, others: 1)
        sink.key(.outcomes)
        sink.cborArray(count: outcomes.count)
        for outcome in outcomes { outcome.encode(into: &sink) }
    }
}
