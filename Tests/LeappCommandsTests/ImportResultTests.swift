import LeappAWSConfig
import LeappAgentProtocol
import LeappBytes
import LeappImport
import LeappWorkspace
import Testing

@testable import LeappCommands

@Suite struct ImportResultTests {
    private func plan() -> ImportPlan {
        let config = """
            [profile role]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = user
            [profile tool]
            credential_process = /opt/tool
            [profile plain]
            region = eu-west-1
            """
        let credentials = """
            [user]
            aws_access_key_id = AKIAIOSFODNN7EXAMPLE
            aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
            """
        return ImportPlan(
            config: AWSDocument(.config, path: "/home/ada/.aws/config", copying: Array(config.utf8).rawSpan),
            credentials: AWSDocument(.credentials, path: "/home/ada/.aws/credentials", copying: Array(credentials.utf8).rawSpan),
            vaultID: [UInt8](repeating: 7, count: 16))
    }

    private func result(_ outcome: (PlannedDraft) -> ApplyReply.Outcome.Result) -> ImportResult {
        let plan = plan()
        return ImportResult(plan: plan, outcomes: plan.drafts.map(outcome), isDryRun: false)
    }

    @Test func everyProfileHasOneFate() {
        let result = result { _ in .imported }
        let fates = Dictionary(uniqueKeysWithValues: result.entries.map { ($0.profile, $0.fate) })
        #expect(fates == ["role": .imported, "user": .imported, "tool": .skipped, "plain": .imported])
        #expect(result.entries.first { $0.profile == "tool" }?.kind == "credential-process")
        #expect(result.entries.first { $0.profile == "plain" }?.kind == "profile")
        #expect(result.summary == "0 kept, 3 imported, 0 updated, 0 unchanged, 1 skipped")
    }

    @Test func whatWasKeptIsSaidBeforeWhatWasImported() throws {
        let result = result { $0.draft.kind == .iamUser ? .kept : .imported }
        let user = try #require(result.entries.first { $0.profile == "user" })
        #expect(user.fate == .kept)
        #expect(user.reason == "the vault has other values; --replace takes the file's")
    }

    @Test func anImportOfNothingNewIsUnchanged() {
        let result = result { _ in .unchanged }
        #expect(result.count(.unchanged) == 3)
        #expect(result.count(.imported) == 0)
    }

    @Test func theDocumentHasAListForEveryFate() throws {
        guard case .object(let fields) = result({ _ in .imported }).value else {
            Issue.record("not an object")
            return
        }
        #expect(
            fields.keys.sorted() == [
                "dryRun", "imported", "kept", "remaining", "remainingClients", "removed", "removedFiles", "scrubbed", "skipped",
                "tokens",
                "unchanged", "updated", "version", "warnings",
            ])
        #expect(fields["version"] == .integer(1))
        #expect(
            fields["skipped"]
                == .list([
                    .object([
                        "profile": .text("tool"), "kind": .text("credential-process"),
                        "reason": .text("its credentials come from a credential_process: left in the file"),
                    ])
                ]))
        #expect(fields["scrubbed"] == .list([]))
    }
}
