import LeappBytes
import LeappCBOR
public import LeappMerge

/// A profile of `~/.aws/config`: its name, the session that stands behind it, and what else it says.
public struct Profile: WorkspaceRecord, Hashable {
    public static let kind = RecordKind.profile

    /// The profile's name.
    public var name: String
    /// The session whose credentials it gives; nil where leapp has none for it.
    public var session: RecordID?
    /// The region, as written.
    public var region: String?
    /// The output format, as written.
    public var output: String?
    /// Every other key as written, nested blocks included, in the file's order.
    public var other: [TextPair]

    /// A profile.
    public init(name: String, session: RecordID?, region: String? = nil, output: String? = nil, other: [TextPair] = []) {
        self.name = name
        self.session = session
        self.region = region
        self.output = output
        self.other = other
    }

    public init?(_ state: RecordState) {
        guard let name = state.identity(.profile)?["name"]?.text else { return nil }
        self.init(
            name: name, session: state.value("session")?.recordID, region: state.value("region")?.text,
            output: state.value("output")?.text, other: state.value("other")?.pairs ?? [])
    }

    public var identity: [UInt8] {
        var identity = IdentityWriter()
        identity.add("name", name)
        return identity.encoded
    }

    public func write(_ fields: inout FieldWriter) {
        if let session { fields.set("session") { $0.cbor(bytes: session.bytes) } }
        fields.set("region", region)
        fields.set("output", output)
        if !other.isEmpty { fields.set("other", other) }
    }
}
