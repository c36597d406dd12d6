public import LeappCrypto
public import LeappMerge

/// One setting of the vault.
public struct Setting: WorkspaceRecord {
    public static let kind = RecordKind.setting

    /// The setting's name.
    public var name: String
    /// Its value: one CBOR item.
    public var value: SecretSlice

    /// A setting.
    public init(name: String, value: SecretSlice) {
        self.name = name
        self.value = value
    }

    public init?(_ state: RecordState) {
        guard let name = state.identity(.setting)?["name"]?.text, let value = state["value"] else { return nil }
        self.init(name: name, value: value)
    }

    public var identity: [UInt8] {
        var identity = IdentityWriter()
        identity.add("name", name)
        return identity.encoded
    }

    public func write(_ fields: inout FieldWriter) { fields.set("value", item: value) }
}
