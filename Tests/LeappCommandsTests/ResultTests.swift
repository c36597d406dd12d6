import LeappAgentProtocol
import LeappBytes
import LeappMerge
import LeappVault
import LeappWorkspace
import Testing

@testable import LeappCommands

@Suite struct ResultTests {
    private func text(_ value: JSON) -> String { String(decoding: value.encoded(), as: UTF8.self) }

    private func status() -> StatusReply {
        var reply = StatusReply(pid: 4711, release: "0.1.0", memoryLocked: true)
        reply.unlocked = true
        reply.vault = "/home/ada/vault.lpv"
        reply.vaultID = "000102030405060708090a0b0c0d0e0f"
        reply.unlockedAt = 1_795_365_454
        reply.expiresAt = 1_795_401_454
        reply.idle = 3600
        reply.endpoints = ["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:5000"]
        reply.started = [
            StartedSection(
                id: "00ff", name: "prod", profile: "prod-admin", method: .file, file: "/home/ada/.aws/credentials",
                expiration: 1_795_369_054)
        ]
        return reply
    }

    @Test func statusOfAnUnlockedVault() {
        #expect(
            text(StatusReport(vault: "/home/ada/vault.lpv", agent: status()).value) == """
                {
                  "agent": {
                    "memoryLocked": true,
                    "pid": 4711,
                    "release": "0.1.0",
                    "vault": "/home/ada/vault.lpv"
                  },
                  "endpoints": {
                    "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:5000"
                  },
                  "expiresAt": "2026-11-23T02:37:34Z",
                  "idle": 3600,
                  "started": [
                    {
                      "expiration": "2026-11-22T17:37:34Z",
                      "file": "/home/ada/.aws/credentials",
                      "id": "00ff",
                      "method": "file",
                      "name": "prod",
                      "profile": "prod-admin"
                    }
                  ],
                  "trouble": null,
                  "unlocked": true,
                  "unlockedAt": "2026-11-22T16:37:34Z",
                  "vault": "/home/ada/vault.lpv",
                  "vaultId": "000102030405060708090a0b0c0d0e0f",
                  "version": 1
                }

                """)
    }

    @Test func anAgentWithAnotherVaultLeavesThisOneLocked() {
        let report = StatusReport(vault: "/other.lpv", agent: status())
        #expect(!report.isUnlocked)
        #expect(report.lines == ["/other.lpv: locked; agent 4711, which has /home/ada/vault.lpv open"])
        let json = text(report.value)
        #expect(
            json.contains("\"unlocked\": false") && json.contains("\"vaultId\": null") && json.contains("\"expiresAt\": null"))
    }

    @Test func withoutAnAgentTheVaultIsLocked() {
        let report = StatusReport(vault: "/v.lpv", agent: nil)
        #expect(report.lines == ["/v.lpv: locked; no agent runs"])
        #expect(text(report.value).contains("\"agent\": null"))
    }

    @Test func aSessionInTheList() throws {
        let id = try #require(RecordID(hex: "000102030405060708090a0b0c0d0e0f"))
        var summary = SessionSummary(id: id, name: "prod~2", kind: .assumedRole)
        summary.accountID = "000123456789"
        summary.roleName = "admin"
        summary.roleARN = "arn:aws:iam::000123456789:role/admin"
        summary.profiles = ["prod", "prod-admin"]
        summary.region = "eu-central-1"
        summary.parent = id
        summary.tags = [TextPair("team", "payments")]
        summary.hasMFA = true
        let listing = SessionListing(sessions: [
            ShownSession(summary: summary, isActive: true, expiration: 1_795_365_454, lastUsed: 1_795_365_454)
        ])
        #expect(
            text(listing.value) == """
                {
                  "sessions": [
                    {
                      "accountId": "000123456789",
                      "accountName": null,
                      "active": true,
                      "alias": null,
                      "expiration": "2026-11-22T16:37:34Z",
                      "gone": false,
                      "id": "000102030405060708090a0b0c0d0e0f",
                      "kind": "assumed-role",
                      "lastUsed": "2026-11-22T16:37:34Z",
                      "mfa": true,
                      "name": "prod~2",
                      "orphaned": false,
                      "parent": "000102030405060708090a0b0c0d0e0f",
                      "portal": null,
                      "profiles": [
                        "prod",
                        "prod-admin"
                      ],
                      "region": "eu-central-1",
                      "roleArn": "arn:aws:iam::000123456789:role/admin",
                      "roleName": "admin",
                      "tags": {
                        "team": "payments"
                      }
                    }
                  ],
                  "version": 1
                }

                """)
        #expect(
            listing.table.lines(width: nil) == [
                "NAME    STATE   KIND          ACCOUNT       ROLE   REGION        PROFILES         TAGS",
                "prod~2  active  assumed-role  000123456789  admin  eu-central-1  prod,prod-admin  team=payments",
            ])
        let bare = SessionSummary(id: try #require(RecordID(hex: String(repeating: "0", count: 32))), name: "dev", kind: .iamUser)
        let plain = SessionListing(sessions: [ShownSession(summary: bare, isActive: false, expiration: nil, lastUsed: nil)])
        #expect(plain.table.lines(width: nil) == ["NAME  KIND      ACCOUNT", "dev   iam-user  -"])
    }

    @Test func whatWasStopped() {
        let result = StoppedResult(sections: [
            .init(profile: "a", file: "/c"), .init(profile: "b", file: "/c", left: "changed since leapp wrote it"),
        ])
        #expect(
            text(result.value) == """
                {
                  "stopped": [
                    {
                      "file": "/c",
                      "left": null,
                      "profile": "a"
                    },
                    {
                      "file": "/c",
                      "left": "changed since leapp wrote it",
                      "profile": "b"
                    }
                  ],
                  "version": 1
                }

                """)
    }

    @Test func whatWasStarted() {
        let result = StartedResult(
            name: "prod", method: .process, reply: StartReply(profile: "prod-admin", file: "/home/ada/.aws/config"))
        #expect(
            text(result.value) == """
                {
                  "expiration": null,
                  "file": "/home/ada/.aws/config",
                  "method": "process",
                  "name": "prod",
                  "present": false,
                  "profile": "prod-admin",
                  "version": 1
                }

                """)
    }

    @Test func whatWasRestored() {
        let result = RestoreResult(restored: ["/a"], unchanged: [], profiles: 2, isDryRun: true)
        #expect(
            text(result.value)
                == "{\n  \"dryRun\": true,\n  \"profilesRemoved\": 2,\n  \"restored\": [\n    \"/a\"\n  ],\n  \"unchanged\": [],\n  \"version\": 1\n}\n"
        )
    }
}
