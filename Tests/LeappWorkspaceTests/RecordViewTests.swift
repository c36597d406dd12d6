import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge
import LeappWorkspace
import Testing

/// What is written as a draft is read back as it was.
@Suite struct RecordViewTests {
    private func stored<Record: WorkspaceRecord>(_ record: Record) throws -> Record {
        let (payload, outcomes) = try Payload(writer: replica(1)).taking(drafts { $0.add(record) })
        #expect(outcomes.results == [.imported])
        #expect(Workspace(payload).findings(vaultID: vaultID).allSatisfy { if case .orphaned = $0 { true } else { false } })
        return try #require(Workspace(payload).record(record.id(vaultID: vaultID), as: Record.self))
    }

    @Test func aPortalComesBack() throws {
        let portal = Portal(
            startURL: "https://d-1.awsapps.com/start", name: "corp", region: "eu-west-1", registrationScopes: "sso:account:access"
        )
        #expect(try stored(portal) == portal)
    }

    @Test func aPortalsSyncSettingsComeBack() throws {
        let settings = SyncSettings(template: "{role}", accounts: ["prod*"], roles: ["Admin", "Read*"])
        let portal = Portal(startURL: "https://d-1.awsapps.com/start", name: "corp", region: "eu-west-1", sync: settings)
        #expect(try stored(portal) == portal)
    }

    @Test func anAccountComesBackWithWhatEachPortalSays() throws {
        let entry = Account.Entry(name: "Prod", email: "a@b.example", discovered: Discovered(found: 7, gone: 9))
        let other = Account.Entry(name: nil, email: nil, discovered: Discovered(found: 8))
        let ids = [1, 2].map { user("x", key: "AKIA\($0)").id(vaultID: vaultID) }
        let account = Account(
            partition: "aws-cn", accountID: "001234567890", alias: "p", tags: [TextPair("k", "v")],
            portals: [ids[0]: entry, ids[1]: other])
        #expect(try stored(account) == account)
        #expect(account.shownName(behind: ids[1]) == "p")
    }

    @Test func anSSORoleComesBack() throws {
        let role = SSORole(
            startURL: "https://d-1.awsapps.com/start", accountID: "001234567890", roleName: "Admin", name: "prod",
            region: "eu-west-1",
            alias: "p", tags: [TextPair("team", "a"), TextPair("cost", "7")], discovered: Discovered(found: 1, gone: 2))
        #expect(try stored(role) == role)
    }

    @Test func anIAMUserComesBackWithItsSecret() throws {
        let original = IAMUser(
            accountID: "001234567890", userName: "ann", accessKeyID: "AKIA1", secretAccessKey: slice("s3cr3t/+"),
            mfaSerial: "arn:aws:iam::1:mfa/ann", name: "ann", region: "eu-west-1", usesSession: false,
            originalAccessKeyID: "AKIA1")
        let user = try stored(original)
        #expect(user.accessKeyID == "AKIA1")
        #expect(text(user.secretAccessKey) == "s3cr3t/+")
        #expect(user.mfaSerial == original.mfaSerial)
        #expect(user.accountID == "001234567890")
        #expect(user.userName == "ann")
        #expect(!user.usesSession)
        #expect(user.identity == original.identity)
    }

    @Test func aRotatedKeyKeepsItsRecord() throws {
        var rotated = user("ann", key: "AKIA1")
        let id = rotated.id(vaultID: vaultID)
        rotated.accessKeyID = "AKIA2"
        #expect(rotated.id(vaultID: vaultID) == id)
        #expect(try stored(rotated).accessKeyID == "AKIA2")
    }

    @Test func anAssumedRoleComesBackWithAllParameters() throws {
        let parameters = RoleParameters(
            sessionName: "me", durationSeconds: 900, sourceIdentity: "ann", sessionTags: [TextPair("a", "b")],
            transitiveTagKeys: ["a"],
            policyARNs: ["arn:aws:iam::aws:policy/ReadOnlyAccess"], policy: "{}")
        let role = AssumedRole(
            roleARN: "arn:aws:iam::001234567890:role/path/Deploy", parent: user("ann", key: "AKIA1").id(vaultID: vaultID),
            externalID: "x", name: "deploy", parameters: parameters, mfaSerial: "m", region: "eu-west-1", alias: "d",
            tags: [TextPair("k", "v")])
        #expect(try stored(role) == role)
        let bare = AssumedRole(roleARN: role.roleARN, parent: role.parent, name: "bare")
        #expect(try stored(bare) == bare)
    }

    @Test func aWebIdentityRoleAndAProfileComeBack() throws {
        let role = WebIdentityRole(roleARN: "arn:aws:iam::1:role/W", tokenFile: "/run/token", name: "w")
        #expect(try stored(role) == role)
        let profile = Profile(
            name: "default", session: role.id(vaultID: vaultID), region: "eu-west-1", output: "json",
            other: [TextPair("s3", "\n  max_concurrent_requests = 20"), TextPair("cli_pager", "")])
        #expect(try stored(profile) == profile)
    }

    @Test func aChunkOfAFileComesBackByteForByte() throws {
        let bytes = (0..<Original.chunkSize).map { UInt8(truncatingIfNeeded: $0) }
        let original = Original(
            device: vaultID, path: "/home/ann/.aws/credentials", chunkIndex: 3, chunkCount: 9,
            fileHash: [UInt8](repeating: 9, count: 32),
            bytes: SecretSlice(copying: bytes.rawSpan))
        let back = try stored(original)
        let content = back.bytes
        let same = content.bytes.isEqual(to: bytes.rawSpan)
        #expect(same)
        #expect(back.chunkIndex == 3 && back.chunkCount == 9 && back.path == original.path)
    }

    @Test func anIDDependsOnVaultKindAndIdentityOnly() {
        let role = SSORole(startURL: "https://D-1.awsapps.com/start/", accountID: "1", roleName: "Admin", name: "one")
        let same = SSORole(startURL: "https://d-1.awsapps.com/start#/", accountID: "1", roleName: "Admin", name: "two")
        #expect(role.id(vaultID: vaultID) == same.id(vaultID: vaultID))
        #expect(role.id(vaultID: vaultID) != role.id(vaultID: [UInt8](repeating: 8, count: 16)))
        let other = SSORole(startURL: "https://d-1.awsapps.com/Start", accountID: "1", roleName: "Admin", name: "one")
        #expect(role.id(vaultID: vaultID) != other.id(vaultID: vaultID))
    }

    @Test func aDerivedIDIsWhatTheSpecSays() {
        // hashlib.blake2b(b"\x07"*16 + b"profile\x00" + b"\xa1\x64name\x67default", digest_size=16,
        // person=b"leapp-v1-id\0\0\0\0\0")
        let id = Profile(name: "default", session: nil).id(vaultID: vaultID)
        #expect(id.hex == "5a17b63de6ab333134e8c6bcde7e3b23")
    }

    @Test func draftsCrossASocketUnchanged() throws {
        let sent = drafts { writer in
            writer.add(user("ann", key: "AKIA1"))
            writer.add(Profile(name: "ann", session: nil))
        }
        var message = SecretWriter()
        RecordDraft.encode(sent, into: &message)
        let received = try RecordDraft.list(in: SecretArena(message.finish()).slice)
        #expect(received.map(\.id) == sent.map(\.id))
        #expect(received.map(\.kind) == sent.map(\.kind))
        for (left, right) in zip(received, sent) {
            #expect(Set(left.fields.keys) == Set(right.fields.keys))
            for (name, value) in left.fields { #expect(right.fields[name].map { $0.isEqual(to: value) } == true) }
        }
    }

    @Test func aListOfDraftsThatIsNoneIsRefused() {
        let strange: [(String, DraftError)] = [
            ("", .malformed(at: 0)), ("81a0", .malformed(at: 1)), ("80ff", .malformed(at: 1)),
            ("81a3626964500000000000000000000000000000000064" + "6b696e64" + "6163" + "666669656c6473a0", .unknownKind("c")),
        ]
        for (hex, error) in strange {
            let bytes = [UInt8](hex: hex) ?? []
            #expect(throws: error) { try RecordDraft.list(in: SecretSlice(copying: bytes.rawSpan)) }
        }
    }

    @Test func aSummaryCrossesASocketUnchanged() throws {
        let parent = user("ann", key: "AKIA1")
        let role = AssumedRole(
            roleARN: "arn:aws:iam::001234567890:role/Deploy", parent: parent.id(vaultID: vaultID), name: "deploy", mfaSerial: "m",
            region: "eu-west-1", alias: "d", tags: [TextPair("k", "v")])
        let (payload, _) = try Payload(writer: replica(1)).taking(
            drafts { writer in
                writer.add(parent)
                writer.add(Profile(name: "p", session: writer.add(role)))
            })
        for session in Workspace(payload).index.sessions {
            var bytes: [UInt8] = []
            session.encode(into: &bytes)
            var reader = CBORReader(bytes.rawSpan)
            let read = try SessionSummary(reading: &reader)
            #expect(read == session)
            var whole = CBORReader(bytes.rawSpan)
            let length = try whole.item().byteCount
            #expect(length == bytes.count)
        }
    }
}
