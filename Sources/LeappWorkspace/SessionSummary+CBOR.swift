public import LeappBytes
public import LeappCBOR
import LeappMerge

extension SessionSummary {
    /// Writes a map in canonical order; what is not known is left out.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        let optional: [Bool] = [
            alias != nil, parent != nil, portal != nil, region != nil, roleARN != nil, roleName != nil, !settings.isEmpty,
            accountID != nil, accountName != nil, isGone,
        ]
        sink.cborMap(count: 7 + optional.count { $0 })
        sink.cbor(text: "id")
        sink.cbor(bytes: id.bytes)
        sink.member("kind", kind.rawValue)
        sink.member("name", name)
        sink.cbor(text: "tags")
        sink.cbor(pairs: tags)
        sink.member("alias", alias)
        sink.member("hasMfa", hasMFA)
        if isGone { sink.member("isGone", isGone) }
        if let parent {
            sink.cbor(text: "parent")
            sink.cbor(bytes: parent.bytes)
        }
        sink.member("portal", portal)
        sink.member("region", region)
        sink.member("roleArn", roleARN)
        sink.member("orphaned", isOrphaned)
        sink.cbor(text: "profiles")
        sink.cbor(texts: profiles)
        sink.member("roleName", roleName)
        if !settings.isEmpty {
            sink.cbor(text: "settings")
            sink.cborArray(count: settings.count)
            for setting in settings { sink.cbor(texts: [setting.profile, setting.region ?? "", setting.output ?? ""]) }
        }
        sink.member("accountId", accountID)
        sink.member("accountName", accountName)
    }

    /// Reads such a map; members that are not known are passed over.
    public init(reading reader: inout CBORReader) throws(CBORError) {
        let start = reader.offset
        var keys = CBORMapKeys()
        let count = try reader.mapHead()
        // Shorter keys come first, so id and kind, which every summary has, are the first two.
        guard count >= 2, try reader.textKey(&keys).isEqual(to: Array("id".utf8).rawSpan),
            let id = RecordID(try reader.byteString()), try reader.textKey(&keys).isEqual(to: Array("kind".utf8).rawSpan),
            let kind = RecordKind(rawValue: try reader.text())
        else { throw .unexpected(at: start, found: .map) }
        var summary = SessionSummary(id: id, name: "", kind: kind)
        for _ in 2..<count {
            switch SummaryMember(try reader.textKey(&keys)) {
            case .name: summary.name = try reader.text()
            case .tags: summary.tags = try reader.pairs()
            case .alias: summary.alias = try reader.text()
            case .hasMFA: summary.hasMFA = try reader.bool()
            case .isGone: summary.isGone = try reader.bool()
            case .parent: summary.parent = RecordID(try reader.byteString())
            case .portal: summary.portal = try reader.text()
            case .region: summary.region = try reader.text()
            case .roleARN: summary.roleARN = try reader.text()
            case .isOrphaned: summary.isOrphaned = try reader.bool()
            case .profiles: summary.profiles = try reader.texts()
            case .roleName: summary.roleName = try reader.text()
            case .settings: summary.settings = try reader.settings()
            case .accountID: summary.accountID = try reader.text()
            case .accountName: summary.accountName = try reader.text()
            case nil: _ = try reader.item()
            }
        }
        self = summary
    }
}

/// The members behind `id` and `kind`, found by their bytes: ten thousand summaries are read at once.
private enum SummaryMember: String, CaseIterable {
    case name, tags, alias
    case hasMFA = "hasMfa"
    case isGone, parent, portal, region
    case roleARN = "roleArn"
    case isOrphaned = "orphaned"
    case profiles, roleName, settings
    case accountID = "accountId"
    case accountName

    private static let spelled = allCases.map { (member: $0, key: Array($0.rawValue.utf8)) }

    init?(_ key: RawSpan) {
        for candidate in SummaryMember.spelled
        where candidate.key.count == key.byteCount && key.isEqual(to: candidate.key.rawSpan) {
            self = candidate.member
            return
        }
        return nil
    }
}

extension ByteSink where Self: ~Copyable {
    fileprivate mutating func member(_ key: String, _ text: String?) {
        guard let text else { return }
        cbor(text: key)
        cbor(text: text)
    }

    fileprivate mutating func member(_ key: String, _ value: Bool) {
        cbor(text: key)
        cbor(bool: value)
    }
}

extension CBORReader {
    @_lifetime(self: copy self)
    fileprivate mutating func settings() throws(CBORError) -> [ProfileSettings] {
        var settings: [ProfileSettings] = []
        for _ in 0..<(try arrayHead()) {
            let start = offset
            let texts = try texts()
            guard texts.count == 3 else { throw .unexpected(at: start, found: .array) }
            let optional = texts.map { $0.isEmpty ? nil : $0 }
            settings.append(ProfileSettings(profile: texts[0], region: optional[1], output: optional[2]))
        }
        return settings
    }

    @_lifetime(self: copy self)
    fileprivate mutating func pairs() throws(CBORError) -> [TextPair] {
        var pairs: [TextPair] = []
        for _ in 0..<(try arrayHead()) {
            let start = offset
            let texts = try texts()
            guard texts.count == 2 else { throw .unexpected(at: start, found: .array) }
            pairs.append(TextPair(texts[0], texts[1]))
        }
        return pairs
    }
}
