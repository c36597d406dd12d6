import LeappCrypto
public import LeappMerge

/// A secret of AWS that a vault holds or held: what whoever had the vault open may know. The secret itself is not in it.
public struct HeldSecret: Hashable, Sendable {
    /// What kind of secret it is.
    public enum Kind: String, Sendable {
        /// An access key of an IAM user.
        case accessKey = "access-key"
        /// The seed of an MFA device's codes.
        case mfaSeed = "mfa-seed"
        /// A file as it was before its keys were taken out.
        case originalFile = "original-file"
        /// A record of a kind that this program does not know.
        case other
    }

    /// Where in the vault it is.
    public enum State: String, Sendable {
        /// It is what a field holds now.
        case current
        /// Another took its place; the vault remembers it.
        case former
        /// Its record was deleted; the vault remembers it.
        case deleted
    }

    /// The record that it is in.
    public let record: RecordID
    /// What the record is called.
    public let name: String
    /// What kind of secret it is.
    public let kind: Kind
    /// Whether it is still in use.
    public let state: State
    /// Since when the vault has it, in milliseconds since 1970 by its writer's clock.
    public let since: Int64
    /// The access key's id.
    public var accessKeyID: String?
    /// The IAM user, where known.
    public var userName: String?
    /// The MFA device's ARN or serial number, where known.
    public var serial: String?

    /// A secret of this record, of which no more is known.
    public init(record: RecordID, name: String, kind: Kind, state: State, since: Int64) {
        self.record = record
        self.name = name
        self.kind = kind
        self.state = state
        self.since = since
    }
}

extension Workspace {
    /// The secrets of AWS in all records, those that were replaced or deleted and are still remembered included; ordered by name.
    public var heldSecrets: [HeldSecret] {
        var secrets: [HeldSecret] = []
        for record in payload.records {
            let state = record.state
            switch RecordKind(rawValue: state.kind) {
            case .iamUser: secrets += state.keys + state.seeds
            case .original: secrets += state.originals
            case nil: secrets.append(state.held(.other, name: state.kind, since: state.newest?.milliseconds ?? 0))
            case .portal, .account, .ssoRole, .assumedRole, .samlRole, .webIdentityRole, .process, .idp, .profile, .device,
                .setting:
                break
            }
        }
        return secrets.sorted {
            ($0.name, $0.kind.rawValue, $0.since, $0.record) < ($1.name, $1.kind.rawValue, $1.since, $1.record)
        }
    }
}

extension RecordState {
    private var shownName: String { value("name")?.text ?? value("key")?.members?["id"]?.text ?? id.hex }
    private var user: String? { identity(.iamUser)?["userName"]?.text }

    fileprivate func held(_ kind: HeldSecret.Kind, name: String, since: Int64, isCurrent: Bool = true) -> HeldSecret {
        HeldSecret(
            record: id, name: name, kind: kind, state: !isVisible ? .deleted : isCurrent ? .current : .former, since: since)
    }

    /// The access keys that the record has had.
    fileprivate var keys: [HeldSecret] {
        guard let field = field("key") else { return [] }
        let current = Set(field.headValues.compactMap { FieldValue($0).members?["id"]?.text })
        return remembered(field) { $0.members?["id"]?.text }.map { key, since in
            var secret = held(.accessKey, name: shownName, since: since, isCurrent: current.contains(key))
            secret.accessKeyID = key
            secret.userName = user
            return secret
        }
    }

    /// The MFA seed, which has no name of its own: one, since the oldest that is remembered.
    fileprivate var seeds: [HeldSecret] {
        guard let field = field("totp"), let oldest = remembered(field, by: { $0.members == nil ? nil : "" }).first else {
            return []
        }
        let isCurrent = field.current.map { FieldValue($0).members != nil } ?? false
        var secret = held(.mfaSeed, name: shownName, since: oldest.since, isCurrent: isCurrent)
        secret.serial = value("mfa")?.text
        secret.userName = user
        return [secret]
    }

    /// The file, told by its first part.
    fileprivate var originals: [HeldSecret] {
        guard let identity = identity(.original), identity["chunk"]?.number == 0, let path = identity["path"]?.text,
            let field = field("content"), let oldest = remembered(field, by: { $0.members == nil ? nil : "" }).first
        else { return [] }
        return [held(.originalFile, name: path, since: oldest.since)]
    }

    /// The different values of a field that were not forgotten, as `name` tells them apart, with their oldest stamps.
    private func remembered(_ field: Field, by name: (FieldValue) -> String?) -> [(name: String, since: Int64)] {
        var found: [(name: String, since: Int64)] = []
        for entry in field.entries {
            guard case .pairs(let pairs) = entry.content else { continue }
            for pair in pairs {
                guard case .field(let value) = pair.value, let name = name(FieldValue(value)),
                    !found.contains(where: { $0.name == name })
                else { continue }
                found.append((name, entry.stamp.milliseconds))
            }
        }
        return found
    }
}
