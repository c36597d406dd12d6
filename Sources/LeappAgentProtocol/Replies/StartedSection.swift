import LeappBytes
import LeappCBOR

/// A session that is started, and the section that was written for it.
public struct StartedSection: Equatable, Sendable {
    /// The session's record id, in hexadecimal.
    public var id: String
    /// The session's name.
    public var name: String
    /// The section's profile.
    public var profile: String
    /// How tools find the credentials.
    public var method: StartRequest.Method
    /// The file that holds the section.
    public var file: String
    /// When the credentials in it end, in seconds since 1970.
    public var expiration: Int64?

    /// A started session.
    public init(id: String, name: String, profile: String, method: StartRequest.Method, file: String, expiration: Int64? = nil) {
        (self.id, self.name, self.profile, self.method, self.file) = (id, name, profile, method, file)
        self.expiration = expiration
    }

    /// Reads one map.
    init(parsing item: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(item)
        var (id, session, profile, file): (String?, String?, String?, String?)
        var method: StartRequest.Method?
        var expiration: Int64?
        while let name = try fields.next() {
            switch name {
            case .id: id = try fields.text(name)
            case .name: session = try fields.text(name)
            case .profile: profile = try fields.text(name)
            case .method:
                method = StartRequest.Method(rawValue: try fields.text(name))
                guard method != nil else { throw .badValue(name.rawValue) }
            case .file: file = try fields.text(name)
            case .expiration: expiration = try fields.integer()
            default: try fields.skip()
            }
        }
        self.init(
            id: try id.required(.id), name: try session.required(.name), profile: try profile.required(.profile),
            method: try method.required(.method), file: try file.required(.file), expiration: expiration)
    }

    /// Appends one map.
    func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.cborMap(count: 5 + count(expiration != nil))
        sink.field(.id, id)
        sink.field(.file, file)
        sink.field(.name, name)
        sink.field(.method, method.rawValue)
        sink.field(.profile, profile)
        sink.field(.expiration, expiration)
    }

    static func list(_ items: ItemList) throws(ProtocolError) -> [StartedSection] {
        var sections: [StartedSection] = []
        var cursor = items.cursor
        while let item = try cursor.next() { sections.append(try StartedSection(parsing: item)) }
        return sections
    }

    static func encode(_ sections: [StartedSection], into sink: inout some ByteSink & ~Copyable) {
        sink.cborArray(count: sections.count)
        for section in sections { section.encode(into: &sink) }
    }
}
