import LeappBytes
import LeappCrypto
import LeappMerge
import LeappWorkspace
import Testing

/// Taking drafts in: what is new, what differs, and what is left alone.
@Suite struct DraftTests {
    private let first = drafts { writer in
        writer.add(user("ann", key: "AKIA1", region: "eu-west-1"))
        writer.add(user("bob", key: "AKIA2"))
    }

    @Test func takingTheSameDraftsInTwiceChangesNothing() throws {
        let (payload, outcomes) = try Payload(writer: replica(1)).taking(first)
        #expect(outcomes.results == [.imported, .imported])
        #expect(outcomes.map(\.name) == ["ann", "bob"])
        for replace in [false, true] {
            let (edit, again) = Workspace(payload).applying(drafts: first, replace: replace)
            #expect(edit.isEmpty)
            #expect(again.results == [.unchanged, .unchanged])
        }
    }

    @Test func otherValuesAreKeptUnlessReplaced() throws {
        let (payload, _) = try Payload(writer: replica(1)).taking(first)
        let changed = drafts { $0.add(user("ann", key: "AKIA1", secret: "other", region: "us-east-1")) }
        let (kept, outcomes) = try payload.taking(changed)
        #expect(outcomes.results == [.kept])
        #expect(outcomes[0].fields == ["key", "region"])
        #expect(kept.hasSameState(as: payload))
        let (replaced, replacedOutcomes) = try payload.taking(changed, replace: true)
        #expect(replacedOutcomes.results == [.updated])
        let stored = try #require(Workspace(replaced).record(changed[0].id, as: IAMUser.self))
        #expect(text(stored.secretAccessKey) == "other")
        #expect(stored.region == "us-east-1")
        #expect(try replaced.taking(changed, replace: true).1.results == [.unchanged])
    }

    @Test func whatTheRecordDoesNotHaveIsAdded() throws {
        let (payload, _) = try Payload(writer: replica(1)).taking(first)
        let more = drafts { $0.add(user("bob", key: "AKIA2", region: "us-east-1")) }
        let (updated, outcomes) = try payload.taking(more)
        #expect(outcomes.results == [.updated])
        #expect(outcomes[0].fields == ["region"])
        #expect(Workspace(updated).record(more[0].id, as: IAMUser.self)?.region == "us-east-1")
    }

    @Test func aFieldThatIsNotProposedIsLeftAlone() throws {
        let (payload, _) = try Payload(writer: replica(1)).taking(first)
        let less = drafts { $0.add(user("ann", key: "AKIA1")) }
        let (same, outcomes) = try payload.taking(less, replace: true)
        #expect(outcomes.results == [.unchanged])
        #expect(same.hasSameState(as: payload))
    }

    @Test func aDeletedRecordIsImportedAgainWithoutWhatTheUserHadAdded() throws {
        let (payload, _) = try Payload(writer: replica(1)).taking(first)
        let id = first[0].id
        let deleted = try payload.editing { edit in
            edit.write(id, kind: "iam-user", field: "alias", value: slice("\u{61}x"))
        }.editing { $0.delete(id) }
        #expect(Workspace(deleted).record(id, as: IAMUser.self) == nil)
        let (back, outcomes) = try deleted.taking(first)
        #expect(outcomes.results == [.imported, .unchanged])
        #expect(Workspace(back).record(id, as: IAMUser.self)?.alias == nil)
        #expect(try back.taking(first).1.results == [.unchanged, .unchanged])
    }

    @Test func ofTwoDraftsOfOneRecordTheFirstDecides() throws {
        let twice = drafts { writer in
            writer.add(user("ann", key: "AKIA1", region: "eu-west-1"))
            writer.add(user("ann2", key: "AKIA1", alias: "a"))
            writer.add(user("ann", key: "AKIA1", alias: "a"))
        }
        for replace in [false, true] {
            let (payload, outcomes) = try Payload(writer: replica(1)).taking(twice, replace: replace)
            #expect(outcomes.results == [.imported, .kept, .updated])
            #expect(Workspace(payload).record(twice[0].id, as: IAMUser.self)?.name == "ann")
            #expect(Workspace(payload).record(twice[0].id, as: IAMUser.self)?.alias == "a")
            let (again, outcomesAgain) = try payload.taking(twice, replace: replace)
            #expect(again.hasSameState(as: payload))
            #expect(outcomesAgain.results == [.unchanged, .kept, .unchanged])
        }
    }

    @Test func twoMachinesThatImportTheSameFilesMakeTheSameRecords() throws {
        let one = try Payload(writer: replica(1)).taking(first).0
        let other = try Payload(writer: replica(2)).taking(first).0
        let merged = try one.merged(with: other)
        #expect(merged.count == 2)
        #expect(Workspace(merged).findings(vaultID: vaultID) == [])
        #expect(try merged.taking(first).1.results == [.unchanged, .unchanged])
    }

    @Test func unknownKindsAndFieldsLiveThroughAnImport() throws {
        let strange = RecordID(bytes: [UInt8](repeating: 5, count: 16))!
        let before = try Payload(writer: replica(1)).taking(first).0.editing { edit in
            edit.write(strange, kind: "hologram", field: "beam", value: slice("\u{1}"))
            edit.write(first[0].id, kind: "iam-user", field: "aura", value: slice("\u{7}"))
        }
        let after = try before.taking(drafts { $0.add(user("ann", key: "AKIA1", secret: "x")) }, replace: true).0
        #expect(after[strange]?.kind == "hologram")
        #expect(text(after[first[0].id]?.state["aura"]) == "\u{7}")
        #expect(Workspace(after).findings(vaultID: vaultID) == [.unknownKind(strange, kind: "hologram")])
    }
}

@Suite struct ExportTests {
    @Test func anExportIsJSONWithEverySecret() throws {
        let quoted = Profile(name: "a\"b\\c\n\u{1}é", session: nil, other: [TextPair("k", "v")])
        let original = Original(
            device: vaultID, path: "/p", chunkIndex: 0, chunkCount: 1, fileHash: [0xff, 0xfe], bytes: slice("\u{0}bin"))
        let (payload, _) = try Payload(writer: replica(1)).taking(
            drafts { writer in
                writer.add(user("ann", key: "AKIA1", secret: "s3cr3t"))
                writer.add(quoted)
                writer.add(original)
            })
        var writer = SecretWriter()
        Workspace(payload).export(into: &writer)
        let bytes = writer.finish()
        let json = String(decoding: Array(bytes.bytes), as: UTF8.self)
        #expect(json.contains(#""key":{"id":"AKIA1","secret":"s3cr3t"}"#))
        #expect(json.contains(#"{"name":"a\"b\\c\n\u0001é"}"#))
        #expect(json.contains(#""bytes":{"base64":"AGJpbg=="},"count":1,"hash":{"base64":"//4="}"#))
        #expect(json.contains(#""other":[["k","v"]]"#))
        #expect(json.hasPrefix(#"{"records":["#) && json.hasSuffix("],\"version\":1}\n"))
    }
}
