public import LeappBytes

/// Asks to delete records.
public struct ForgetRequest: Equatable, Sendable {
    /// The records' ids, ``AgentLimits/recordID`` bytes each.
    public var ids: [[UInt8]]
    /// Names or ids of sessions that are to be deleted too, at most ``AgentLimits/sessions``.
    public var sessions: [String]
    /// Whether nothing is deleted or stopped, and only told what would be.
    public var dryRun: Bool
    /// The vault that the caller means, an absolute path.
    public var vault: String?

    /// A request to delete `ids` and `sessions`.
    public init(ids: [[UInt8]] = [], sessions: [String] = [], dryRun: Bool = false, vault: String? = nil) {
        (self.ids, self.sessions, self.dryRun, self.vault) = (ids, sessions, dryRun, vault)
    }

    /// Reads a request's frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var ids: [[UInt8]]?
        var sessions: [String] = []
        var dryRun = false
        var vault: String?
        while let name = try fields.next() {
            switch name {
            case .operation: try fields.expect(.forget)
            case .version: try fields.expectVersion()
            case .ids: ids = try fields.recordIDs(name)
            case .vault: vault = try fields.path(name)
            case .dryRun: dryRun = try fields.bool()
            case .sessions: sessions = try fields.texts(name, limit: AgentLimits.sessions)
            default: try fields.skip()
            }
        }
        self.init(ids: try ids.required(.ids), sessions: sessions, dryRun: dryRun, vault: vault)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.forget, others: 3 + count(vault != nil))
        sink.field(.ids, recordIDs: ids)
        sink.field(.vault, vault)
        sink.field(.dryRun, dryRun)
        sink.field(.sessions, texts: sessions)
    }
}
