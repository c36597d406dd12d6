public import LeappMerge

/// An AWS access portal (IAM Identity Center), by its start URL.
public struct Portal: WorkspaceRecord, Hashable {
    public static let kind = RecordKind.portal

    /// The start URL as the user wrote it.
    public var startURL: String
    /// What the user calls it.
    public var name: String?
    /// The region that the portal lives in.
    public var region: String
    /// The OAuth scopes to register for, as in `sso_registration_scopes`.
    public var registrationScopes: String?
    /// What a sync takes in, and how it names it.
    public var sync: SyncSettings

    /// A portal.
    public init(
        startURL: String, name: String?, region: String, registrationScopes: String? = nil, sync: SyncSettings = SyncSettings()
    ) {
        self.startURL = startURL
        self.name = name
        self.region = region
        self.registrationScopes = registrationScopes
        self.sync = sync
    }

    public init?(_ state: RecordState) {
        guard let startURL = state.identity(.portal)?["startURL"]?.text, let region = state.value("region")?.text else {
            return nil
        }
        self.init(
            startURL: startURL, name: state.value("name")?.text, region: region,
            registrationScopes: state.value("scopes")?.text, sync: SyncSettings(state.value("sync")))
    }

    public var identity: [UInt8] {
        var identity = IdentityWriter()
        identity.add("startURL", Portal.normalised(startURL))
        return identity.encoded
    }

    public func write(_ fields: inout FieldWriter) {
        fields.set("name", name)
        fields.set("region", region)
        fields.set("scopes", registrationScopes)
        if sync != SyncSettings() { fields.set("sync") { sync.encode(into: &$0) } }
    }

    /// The form of a start URL that identities are made of: scheme and host in lower case, no fragment, no slash at the end.
    public static func normalised(_ startURL: String) -> String {
        var bytes = Array(startURL.utf8.prefix { $0 != UInt8(ascii: "#") })
        while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        var slashes = 0
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "/") { slashes += 1 }
            if slashes > 2 { break }
            if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[index]) { bytes[index] += 32 }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
