public import LeappBytes

/// One frame of the kept originals; an answer has as many as it needs.
public struct OriginalsReply: ~Escapable {
    /// Whether another frame follows.
    public let more: Bool
    /// The records of kind `original`, each a draft: a map of `id`, `kind` and `fields`.
    public let originals: ItemList

    /// A frame with `originals`.
    @_lifetime(copy originals)
    public init(more: Bool, originals: ItemList) {
        self.more = more
        self.originals = originals
    }

    /// Reads one frame.
    @_lifetime(copy frame)
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var more: Bool?
        var originals: ItemList?
        while let name = try fields.next() {
            switch name {
            case .more: more = try fields.bool()
            case .originals: originals = try fields.items()
            default: try fields.skip()
            }
        }
        let found = try originals.required(.originals)
        self.init(more: try more.required(.more), originals: found)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(more: more, others: 1)
        sink.field(.originals, originals)
    }
}
