import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge
import LeappWorkspace
import Testing

/// What of AWS somebody may know who had the vault open.
@Suite struct HeldSecretTests {
    private func seed() -> SecretSlice {
        var item: [UInt8] = []
        item.cborMap(count: 1)
        item.cbor(text: "seed")
        item.cbor(bytes: Array("JBSWY3DP".utf8))
        return SecretSlice(copying: item.rawSpan)
    }

    private func held(_ payload: Payload) -> [HeldSecret] { Workspace(payload).heldSecrets }

    @Test func keysAndSeedsAreListedWithTheirUsersAndStamps() throws {
        var alice = user("alice", key: "AKIAALICE")
        (alice.accountID, alice.userName) = ("000123456789", "alice.liddell")
        (alice.mfaSerial, alice.totp) = ("arn:aws:iam::000123456789:mfa/alice", seed())
        let (payload, _) = try Payload(writer: replica(1)).taking(
            drafts { writer in
                writer.add(alice)
                writer.add(user("bob", key: "AKIABOB"))
                writer.add(Portal(startURL: "https://x.awsapps.com/start", name: "x", region: "eu-west-1"))
            }, at: 1_800_000_000_000 << 16)
        let secrets = held(payload)
        #expect(secrets.map(\.name) == ["alice", "alice", "bob"])
        #expect(secrets.map(\.kind) == [.accessKey, .mfaSeed, .accessKey])
        #expect(secrets.map(\.accessKeyID) == ["AKIAALICE", nil, "AKIABOB"])
        #expect(secrets.map(\.userName) == ["alice.liddell", "alice.liddell", nil])
        #expect(secrets[1].serial == "arn:aws:iam::000123456789:mfa/alice")
        #expect(secrets.allSatisfy { $0.state == .current && $0.since == 1_800_000_000_000 })
    }

    @Test func whatWasReplacedOrDeletedIsStillKnownUntilItIsForgotten() throws {
        let first = user("ci", key: "AKIAONE")
        let (before, _) = try Payload(writer: replica(1)).taking(drafts { $0.add(first) }, at: 1_800_000_000_000 << 16)
        let id = first.id(vaultID: vaultID)
        var second = first
        second.accessKeyID = "AKIATWO"
        let (after, _) = try before.taking(drafts { $0.add(second) }, replace: true, at: 1_800_000_900_000 << 16)
        #expect(held(after).map(\.accessKeyID) == ["AKIAONE", "AKIATWO"])
        #expect(held(after).map(\.state) == [.former, .current])
        #expect(held(after).map(\.since) == [1_800_000_000_000, 1_800_000_900_000])
        let deleted = try after.editing { $0.delete(id) }
        #expect(held(deleted).map(\.state) == [.deleted, .deleted])
        let stamps = Set(try #require(after[id]?.state.field("key")).entries.map(\.stamp))
        let forgotten = try after.editing { $0.forget(id, field: "key", stamps: stamps) }
        #expect(held(forgotten).isEmpty)
    }

    @Test func aFileThatWasScrubbedIsListedOnce() throws {
        let parts = (0..<2).map { index in
            Original(
                device: vaultID, path: "/home/ada/.aws/credentials", chunkIndex: Int64(index), chunkCount: 2,
                fileHash: [UInt8](repeating: 1, count: 32), bytes: slice("[default]"))
        }
        let (payload, _) = try Payload(writer: replica(1)).taking(drafts { writer in for part in parts { writer.add(part) } })
        #expect(held(payload).map(\.kind) == [.originalFile])
        #expect(held(payload).map(\.name) == ["/home/ada/.aws/credentials"])
    }

    @Test func aKindOfALaterProgramMayHoldSecretsToo() throws {
        let id = try #require(RecordID(hex: "000102030405060708090a0b0c0d0e0f"))
        let payload = try Payload(writer: replica(1)).editing {
            $0.write(id, kind: "vault-token", field: "token", value: SecretSlice(copying: [0xa0].rawSpan))
        }
        #expect(held(payload).map(\.kind) == [.other])
        #expect(held(payload).map(\.name) == ["vault-token"])
    }
}
