public import LeappBytes

/// Asks to stop started sessions: to remove their sections.
public struct StopRequest: Equatable, Sendable {
    /// Which of the started sessions are meant.
    public enum Target: Equatable, Sendable {
        /// All of them.
        case all
        /// The one of this name, alias or profile.
        case named(String)
    }

    /// Which of the started sessions are meant.
    public var target: Target
    /// The vault that the caller means, an absolute path.
    public var vault: String?

    /// A request to stop `target`.
    public init(_ target: Target, vault: String? = nil) {
        self.target = target
        self.vault = vault
    }

    /// Reads a request's frame, which has either `all` as true or a `name`.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var all = false
        var (wanted, vault): (String?, String?)
        while let name = try fields.next() {
            switch name {
            case .operation: try fields.expect(.stop)
            case .version: try fields.expectVersion()
            case .all: all = try fields.bool()
            case .name: wanted = try fields.text(name)
            case .vault: vault = try fields.path(name)
            default: try fields.skip()
            }
        }
        guard !all || wanted == nil else { throw .badValue(FieldName.all.rawValue) }
        self.init(all ? .all : .named(try wanted.required(.name)), vault: vault)
    }

    /// Appends the request's frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.request(.stop, others: 1 + count(vault != nil))
        switch target {
        case .all: sink.field(.all, true)
        case .named(let name): sink.field(.name, name)
        }
        sink.field(.vault, vault)
    }
}
