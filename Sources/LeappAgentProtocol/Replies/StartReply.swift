public import LeappBytes

/// What was written for a session that was started.
public struct StartReply: Equatable, Sendable {
    /// The section's profile.
    public var profile: String
    /// The file that holds it.
    public var file: String
    /// When the credentials in it end, in seconds since 1970.
    public var expiration: Int64?
    /// Whether the profile asked leapp for the session before, so that nothing was written or started.
    public var isPresent: Bool

    /// An answer of these values.
    public init(profile: String, file: String, expiration: Int64? = nil, isPresent: Bool = false) {
        (self.profile, self.file, self.expiration, self.isPresent) = (profile, file, expiration, isPresent)
    }

    /// Reads the frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var (profile, file): (String?, String?)
        var expiration: Int64?
        var isPresent = false
        while let name = try fields.next() {
            switch name {
            case .profile: profile = try fields.text(name)
            case .file: file = try fields.text(name)
            case .present: isPresent = try fields.bool()
            case .expiration: expiration = try fields.integer()
            default: try fields.skip()
            }
        }
        self.init(
            profile: try profile.required(.profile), file: try file.required(.file), expiration: expiration,
            isPresent: isPresent)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(others: 3 + count(expiration != nil))
        sink.field(.file, file)
        sink.field(.more, false)
        sink.field(.present, isPresent)
        sink.field(.profile, profile)
        sink.field(.expiration, expiration)
    }
}
