public import LeappBytes

/// One frame of a request to write records into the vault; a request has as many as its drafts need.
///
/// `replace` and `dryRun` count as the first frame says them.
public struct ApplyRequest: ~Escapable {
    /// The vault that the caller means, an absolute path.
    public let vault: String?
    /// Whether another frame belongs to the request.
    public let more: Bool
    /// Whether records that differ are replaced; kept otherwise.
    public let replace: Bool
    /// Whether nothing is written, and only the outcomes are told.
    public let dryRun: Bool
    /// The drafts, each a map of `id`, `kind` and `fields`.
    public let drafts: ItemList

    /// A frame with `drafts`.
    @_lifetime(copy drafts)
    public init(vault: String? = nil, more: Bool, replace: Bool, dryRun: Bool, drafts: ItemList) {
        (self.vault, self.more, self.replace, self.dryRun) = (vault, more, replace, dryRun)
        self.drafts = drafts
    }

    /// Reads one frame.
    @_lifetime(copy frame)
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var vault: String?
        var (more, replace, dryRun) = (false, false, false)
        var drafts: ItemList?
        while let name = try fields.next() {
            switch name {
            case .operation: try fields.expect(.apply)
            case .version: try fields.expectVersion()
            case .vault: vault = try fields.path(name)
            case .more: more = try fields.bool()
            case .replace: replace = try fields.bool()
            case .dryRun: dryRun = try fields.bool()
            case .drafts: drafts = try fields.items()
            default: try fields.skip()
            }
        }
        let found = try drafts.required(.drafts)
        self.init(vault: vault, more: more, replace: replace, dryRun: dryRun, drafts: found)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.apply, others: 4 + count(vault != nil))
        sink.field(.more, more)
        sink.field(.vault, vault)
        sink.field(.drafts, drafts)
        sink.field(.dryRun, dryRun)
        sink.field(.replace, replace)
    }
}
