import Glibc
import LeappBytes
import LeappCrypto
import LeappEngine
import LeappFiles
import LeappMerge
import LeappVault
import LeappWorkspace

/// A vault in a folder of its own, with the state of a machine beside it and its key in a file.
struct SampleVault {
    let effects: Effects
    private let keyPath: String

    init(folder: String) throws {
        let places = try Places(
            environment: ["XDG_DATA_HOME": folder, "XDG_STATE_HOME": folder + "/state", "HOME": folder], userID: getuid())
        effects = .system(places: places, isMemoryLocked: false)
        keyPath = folder + "/key"
    }

    var path: String { effects.places.vault }
    var store: VaultStore { VaultStore(path: path, effects: effects) }

    func key() throws -> DataKey {
        guard let key = DataKey(try effects.disk.readSecretFile(keyPath, limit: DataKey.byteCount)) else { throw Unusable() }
        return key
    }

    func open() throws -> OpenVault { try store.open(with: .key(try key())) }

    /// Fills a new vault with this many records and keeps its key.
    func make(records: Int) throws {
        let passphrase = try Passphrase(Array("bench".utf8).rawSpan)
        let code = try store.create(passphrase: passphrase, kdf: KDFParameters(memory: 65536, passes: 3))
        let vault = try store.open(with: .recovery(code))
        let file = DurableFile(keyPath, on: effects.disk, randomness: effects.randomness)
        let key = vault.key
        try file.replace(with: key.bytes, mode: .exactly(0o600))
        let drafts = SampleVault.drafts(records: records, vaultID: vault.vaultID.bytes)
        try vault.edit { Workspace($0).applying(drafts: drafts, replace: false).edit }
    }

    /// Sessions, and a profile for each: a quarter IAM users, 45 % roles three deep, the rest SSO.
    static func drafts(records: Int, vaultID: [UInt8], from first: Int = 0, name: String = "") -> [RecordDraft] {
        var writer = DraftWriter(vaultID: vaultID)
        var user = RecordID.derived(vaultID: vaultID, kind: .iamUser, identity: [])
        var parent = user
        for number in first..<(first + records / 2) {
            let session: RecordID
            var profile = name
            switch number % 20 {
            case 0..<5:
                profile += "user-\(number)"
                user = writer.add(
                    IAMUser(
                        accessKeyID: "AKIA" + digits(number, 16), secretAccessKey: secret(number), name: profile,
                        region: "eu-west-1"))
                (session, parent) = (user, user)
            case 5..<14:
                if number % 3 == 0 { parent = user }
                profile += "chain-\(number)"
                parent = writer.add(
                    AssumedRole(
                        roleARN: "arn:aws:iam::\(digits(number, 12)):role/Level\(number % 3)", parent: parent,
                        externalID: number % 3 == 1 ? "ext-\(number)" : nil, name: profile))
                session = parent
            default:
                profile += "sso-\(number)"
                session = writer.add(
                    SSORole(
                        startURL: "https://corp.awsapps.com/start", accountID: digits(number / 3, 12),
                        roleName: "Role\(number)", name: profile, region: "eu-west-1"))
            }
            writer.add(Profile(name: profile, session: session, region: "eu-west-1", output: "json"))
        }
        return writer.finish()
    }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }

    private static func secret(_ number: Int) -> SecretSlice {
        SecretSlice(copying: Array(("wJalrXUtnFEMI/K7MDENG/bPx" + digits(number, 15)).utf8).rawSpan)
    }

    struct Unusable: Error {}
}
