import LeappBytes
import LeappCrypto
public import LeappMerge

/// What a full check of a workspace finds; none of it keeps the vault from being used.
public enum Finding: Hashable, Sendable {
    /// A record's id is not the one that its identity has in this vault.
    case foreignIdentity(RecordID, kind: String)
    /// A record of a known kind has not what it cannot do without, or has it in an unknown shape.
    case unreadable(RecordID, kind: String)
    /// A kind that this program does not know; kept as it is.
    case unknownKind(RecordID, kind: String)
    /// The portal or a session that it starts from is missing.
    case orphaned(RecordID, name: String)
    /// Several sessions have this name.
    case doubledName(String, [RecordID])
    /// Fields were written on two machines with different values.
    case conflict(RecordID, fields: [String])
    /// Deleted on one machine, edited on another.
    case deletedElsewhere(RecordID)
}

extension Workspace {
    /// Checks what the records mean, in the vault with this id (16 bytes).
    public func findings(vaultID: [UInt8]) -> [Finding] {
        var findings: [Finding] = []
        for record in records {
            let conflicts = record.conflicts.filter { !Discovered.isFact($0) }
            if !conflicts.isEmpty { findings.append(.conflict(record.id, fields: conflicts)) }
            if record.isDeletedElsewhere { findings.append(.deletedElsewhere(record.id)) }
            guard let kind = RecordKind(rawValue: record.kind) else {
                findings.append(.unknownKind(record.id, kind: record.kind))
                continue
            }
            guard kind.isReadable(record) else {
                findings.append(.unreadable(record.id, kind: record.kind))
                continue
            }
            if kind.hasDerivedID, let identity = record["identity"],
                RecordID.derived(vaultID: vaultID, kind: kind, identity: Array(identity.bytes)) != record.id
            {
                findings.append(.foreignIdentity(record.id, kind: record.kind))
            }
        }
        let index = index
        for session in index.sessions where session.isOrphaned { findings.append(.orphaned(session.id, name: session.name)) }
        for (name, holders) in index.names.holders.sorted(by: { $0.key < $1.key }) where holders.count > 1 {
            findings.append(.doubledName(name, holders.sorted()))
        }
        return findings
    }
}

extension RecordKind {
    /// Whether the record has what its kind cannot do without; kinds without a view here count as readable.
    fileprivate func isReadable(_ record: RecordState) -> Bool {
        switch self {
        case .portal: Portal(record) != nil
        case .account: Account(record) != nil
        case .ssoRole: SSORole(record) != nil
        case .iamUser: IAMUser(record) != nil
        case .assumedRole: AssumedRole(record) != nil
        case .webIdentityRole: WebIdentityRole(record) != nil
        case .profile: Profile(record) != nil
        case .original: Original(record) != nil
        case .setting: Setting(record) != nil
        case .samlRole, .process, .idp, .device: true
        }
    }
}
