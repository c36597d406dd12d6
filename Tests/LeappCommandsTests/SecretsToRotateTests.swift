import LeappMerge
import LeappWorkspace
import Testing

@testable import LeappCommands

@Suite struct SecretsToRotateTests {
    private func secret(
        _ kind: HeldSecret.Kind = .accessKey, _ state: HeldSecret.State = .current, user: String? = nil, serial: String? = nil
    ) throws -> HeldSecret {
        let id = try #require(RecordID(hex: "000102030405060708090a0b0c0d0e0f"))
        var secret = HeldSecret(record: id, name: "ci", kind: kind, state: state, since: 1_795_365_454_000)
        secret.accessKeyID = kind == .accessKey ? "AKIAEXAMPLE" : nil
        secret.userName = user
        secret.serial = serial
        return secret
    }

    @Test func theListForScripts() throws {
        let list = SecretsToRotate(secrets: [try secret(user: "ci.bot")], now: 1_795_365_454_000 + 86_400_000)
        #expect(
            String(decoding: list.value.encoded(), as: UTF8.self) == """
                [
                  {
                    "accessKeyId": "AKIAEXAMPLE",
                    "ageSeconds": 86400,
                    "commands": [
                      "aws iam create-access-key --user-name ci.bot",
                      "aws iam update-access-key --user-name ci.bot --access-key-id AKIAEXAMPLE --status Inactive",
                      "aws iam delete-access-key --user-name ci.bot --access-key-id AKIAEXAMPLE"
                    ],
                    "id": "000102030405060708090a0b0c0d0e0f",
                    "kind": "access-key",
                    "name": "ci",
                    "since": "2026-11-22T16:37:34Z",
                    "state": "current",
                    "userName": "ci.bot"
                  }
                ]

                """)
    }

    @Test func aKeyWithoutAUserIsAskedForItsUser() throws {
        let commands = try secret().commands
        #expect(
            commands.first
                == "USER=$(aws iam get-access-key-last-used --access-key-id AKIAEXAMPLE --query UserName --output text)")
        #expect(commands.dropFirst().allSatisfy { $0.contains("--user-name \"$USER\"") })
        #expect(commands.count == 4)
    }

    @Test func aKeyThatIsNoLongerUsedIsOnlyTakenAway() throws {
        for state in [HeldSecret.State.former, .deleted] {
            #expect(try secret(.accessKey, state, user: "ci").commands.allSatisfy { !$0.contains("create-access-key") })
        }
    }

    @Test func wordsOfAVaultAreQuotedForTheShell() throws {
        let commands = try secret(user: "x; rm -rf ~ 'y'").commands
        #expect(commands[0] == #"aws iam create-access-key --user-name 'x; rm -rf ~ '\''y'\'''"#)
    }

    @Test func aSeedNamesItsDevice() throws {
        let commands = try secret(.mfaSeed, user: "ada", serial: "arn:aws:iam::000123456789:mfa/ada").commands
        #expect(commands[0] == "aws iam deactivate-mfa-device --user-name ada --serial-number arn:aws:iam::000123456789:mfa/ada")
        #expect(try secret(.mfaSeed).commands.isEmpty)
        #expect(try secret(.originalFile).commands.isEmpty)
    }

    @Test func theTableSaysNoSecret() throws {
        let list = SecretsToRotate(secrets: [try secret(), try secret(.mfaSeed, .former)], now: 1_795_365_454_000 + 7200_000)
        #expect(
            list.table.rows == [["ci", "access key", "AKIAEXAMPLE", "2h", "current"], ["ci", "MFA seed", "", "2h", "former"]])
    }
}
