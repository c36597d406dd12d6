public import LeappBytes

/// Asks to delete records by id.
public struct ForgetRequest: Equatable, Sendable {
    /// The records' ids, ``AgentLimits/recordID`` bytes each.
    public var ids: [[UInt8]]
    /// The vault that the caller means, an absolute path.
    public var vault: String?

    /// A request to delete `ids`.
    public init(ids: [[UInt8]], vault: String? = nil) {
        self.ids = ids
        self.vault = vault
    }

    /// Reads a request's frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var ids: [[UInt8]]?
        var vault: String?
        while let name = try fields.next() {
            switch name {
            case .operation: try fields.expect(.forget)
            case .version: try fields.expectVersion()
            case .ids: ids = try fields.recordIDs(name)
            case .vault: vault = try fields.path(name)
            default: try fields.skip()
            }
        }
        self.init(ids: try ids.required(.ids), vault: vault)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.forget, others: 1 + count(vault != nil))
        sink.field(.ids, recordIDs: ids)
        sink.field(.vault, vault)
    }
}
