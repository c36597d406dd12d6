public import LeappBytes
import LeappCBOR

/// One frame of the vault's portals; an answer has as many as it needs.
public struct PortalsReply: Equatable, Sendable {
    /// Whether another frame follows.
    public var more: Bool
    /// The portals.
    public var portals: [ListedPortal]

    /// A frame with `portals`.
    public init(more: Bool, portals: [ListedPortal]) {
        self.more = more
        self.portals = portals
    }

    /// Reads one frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var more: Bool?
        var portals: [ListedPortal]?
        while let name = try fields.next() {
            switch name {
            case .more: more = try fields.bool()
            case .portals:
                var list: [ListedPortal] = []
                var cursor = try fields.items().cursor
                while let item = try cursor.next() { list.append(try ListedPortal(parsing: item)) }
                portals = list
            default: try fields.skip()
            }
        }
        self.init(more: try more.required(.more), portals: try portals.required(.portals))
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(more: more, others: 1)
        sink.key(.portals)
        sink.cborArray(count: portals.count)
        for portal in portals { portal.encode(into: &sink) }
    }
}
