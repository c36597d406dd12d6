import ArgumentParser
import Testing

@testable import LeappCommands

@Suite struct CommandLineTests {
    private func parse(_ line: String) throws -> any ParsableCommand {
        try LeappCommand.parseAsRoot(LeadingOptions.moved(line.split(separator: " ").map(String.init)))
    }

    @Test(arguments: [
        ("vault init", "VaultInit"),
        ("vault init --vault /v.lpv --kdf-memory 1G --kdf-passes 4 --passphrase-fd 3 --json", "VaultInit"),
        ("vault init --new-passphrase-fd 3", "VaultInit"), ("vault info", "VaultInfo"), ("vault info /v.lpv --json", "VaultInfo"),
        ("vault verify --passphrase-file -", "VaultVerify"), ("vault verify /v.lpv --json --recovery-fd 4", "VaultVerify"),
        ("vault import", "VaultImport"), ("vault import --dry-run --json --replace --scrub", "VaultImport"),
        ("vault import --config-file c --credentials-file d", "VaultImport"),
        ("vault restore-aws --force --json", "VaultRestoreAWS"),
        ("vault passphrase --passphrase-fd 3 --new-passphrase-fd 4 --keep-backups", "VaultPassphrase"),
        ("vault passphrase --recovery-fd 3 --new-passphrase-fd 4", "VaultPassphrase"),
        ("vault recovery --passphrase-fd 3", "VaultRecovery"), ("vault recovery --use-recovery-code", "VaultRecovery"),
        ("vault init --second-secret /s", "VaultInit"),
        ("vault passphrase --second-secret /s --keep-passphrase-fd 5 --keep-passphrase-fd 6", "VaultPassphrase"),
        ("vault passphrase --no-second-secret --drop-passphrases --kdf-memory 1G", "VaultPassphrase"),
        ("vault recovery --new-second-secret /s --accept-generation 000102030405060708090a0b0c0d0e0f", "VaultRecovery"),
        ("vault slots", "SlotsList"), ("vault slots --json", "SlotsList"), ("vault slots list --names", "SlotsList"),
        ("vault slots add passphrase --new-passphrase-fd 4 --allow-costly-kdf", "SlotsAddPassphrase"),
        ("vault slots add device --kdf-passes 4", "SlotsAddDevice"), ("vault slots remove 3F0c", "SlotsRemove"),
        ("vault rotate-key --json --kdf-memory 1G", "VaultRotateKey"),
        ("vault rotate-key --remove-device laptop --new-second-secret /s", "VaultRotateKey"),
        ("vault export --json --reveal --yes", "VaultExport"), ("unlock --device-key", "Unlock"),
        ("session list --second-secret /s --allow-costly-kdf", "SessionList"),
        ("vault import --accept-generation 000102030405060708090a0b0c0d0e0f", "VaultImport"),
        ("unlock", "Unlock"), ("unlock --for 8h --idle 1h", "Unlock"),
        ("unlock --accept-generation 000102030405060708090a0b0c0d0e0f", "Unlock"),
        ("lock", "Lock"), ("status --json", "Status"), ("session list", "SessionList"),
        ("session list prod --json", "SessionList"),
        ("session list prod admin --account 1* --role A --portal p --kind sso-role --tag a --tag b=c", "SessionList"),
        ("profile write prod admin --role A --prune --yes", "ProfileWrite"),
        ("session start prod-admin", "Start"),
        ("session start a --profile p --method process --adopt --mfa-code 123456", "Start"),
        ("session stop prod-admin", "Stop"), ("session stop --all", "Stop"), ("session current --json", "Current"),
        ("session generate 2f6e0c1d", "Generate"), ("credential-process prod", "CredentialProcess"),
        ("credential-process --no-mfa 00ff", "CredentialProcess"), ("exec staging -- terraform plan -out x --vault y", "Exec"),
        ("env staging --shell fish", "Env"), ("agent --foreground", "AgentCommand"), ("completion zsh", "Completion"),
        ("--vault /v.lpv session list", "SessionList"),
        ("sso add acme https://acme.awsapps.com/start --region eu-west-1", "SSOAdd"),
        (
            "sso add a https://a.b/start --region us-east-1 --accounts x* --accounts y --roles R --profile-template {role} --json",
            "SSOAdd"
        ),
        ("sso add a https://a.b/start --region us-east-1 --login --device-code --replace", "SSOAdd"),
        ("sso login", "SSOLogin"), ("sso login acme --device-code --json", "SSOLogin"), ("sso login --no-browser", "SSOLogin"),
        ("sso sync", "SSOSync"), ("sso sync a b --dry-run", "SSOSync"), ("sso sync --all --restart --json", "SSOSync"),
        ("sso sync a --accounts prod-* --roles *Admin* --roles ReadOnly", "SSOSync"), ("sso list --json", "SSOList"),
        ("sso logout", "SSOLogout"), ("sso logout --all --passphrase-fd 3", "SSOLogout"),
        ("sso remove acme --yes --json", "SSORemove"),
    ])
    func everyDocumentedLineIsUnderstood(line: String, command: String) throws {
        let parsed = try parse(line)
        #expect(String(describing: type(of: parsed)) == command)
    }

    @Test(arguments: [
        "nonsense", "vault", "session stop", "session stop a --all", "exec staging", "exec staging --", "agent", "unlock --for 0",
        "unlock --for soon", "vault init --kdf-memory lots", "env a --shell csh", "session start a --method magic",
        "session list --passphrase-fd 3 --passphrase-file f", "unlock --accept-generation 00",
        "vault slots remove", "vault slots remove 3g", "vault slots remove 00112233445566778",
        "unlock --device-key --passphrase-fd 3",
        "vault passphrase --no-second-secret --new-second-secret /s", "vault slots add five",
        "vault rotate-key --remove-device laptop --keep-passphrase-fd 4", "unlock --device-key --use-recovery-code",
        "sso add acme", "sso add acme https://a.b/start", "sso add a https://a.b/start --region us-east-1 --device-code",
        "sso sync a --all", "sso sync a b --accounts x", "sso sync --all --roles x", "sso sync a --profile-template {nothing}",
        "sso sync a --profile-template fixed", "sso logout a --all", "sso remove",
        "session list --role A --role B", "session list --account 1 --account 1", "session list --portal p --portal=q",
        "session list --kind process --kind process", "session edit --role A --role B --set-tag a=b",
        "profile write --account 1 --account 2", "session list --account=", "session list --role=", "profile write --portal=",
        "session list --tag=", "session list --tag =x",
        "credential-process a --mfa-code 12", "completion tcsh", "exec a --mfa-code 12ab -- ls",
        "session start a --mfa-code 1234567",
    ])
    func whatIsNotUnderstoodIsAUsageError(line: String) async {
        do {
            let parsed = try parse(line)
            let isHelpOnly = String(describing: type(of: parsed)) == "VaultCommand"
            #expect(isHelpOnly, "\(line) was understood as \(type(of: parsed))")
        } catch {
            #expect(LeappCommand.exitCode(for: error).rawValue == 64)
        }
    }

    @Test func theCommandOfExecKeepsItsOwnOptions() throws {
        let exec = try #require(try parse("exec staging --mfa-code 123456 -- aws --vault x s3 ls") as? Exec)
        #expect(exec.name == "staging")
        #expect(exec.command == ["aws", "--vault", "x", "s3", "ls"])
        #expect(exec.access.vault.vault == nil)
    }

    @Test func theKeyLivesForTenHoursUnlessToldOtherwise() throws {
        let unlock = try #require(try parse("unlock") as? Unlock)
        #expect(unlock.lifetime.seconds == 36_000)
        #expect(unlock.idle == nil)
    }

    @Test func helpShowsDefaultsAsTheyAreTyped() {
        func check(_ command: any ParsableCommand.Type) {
            let help = LeappCommand.helpMessage(for: command, columns: 500)
            #expect(!help.contains(/default: [A-Za-z.]+\(/), "\(help)")
            for subcommand in command.configuration.subcommands { check(subcommand) }
        }
        check(LeappCommand.self)
        #expect(LeappCommand.helpMessage(for: Unlock.self, columns: 500).contains("(default: 10h)"))
        #expect(!LeappCommand.helpMessage(for: CredentialProcess.self).contains("asked for"))
    }

    @Test func everyCommandSaysHowItIsUsed() {
        func check(_ command: any ParsableCommand.Type) {
            let configuration = command.configuration
            #expect(!configuration.abstract.isEmpty, "\(command)")
            #expect(!configuration.subcommands.isEmpty || configuration.discussion.contains("leapp"), "\(command) has no example")
            for subcommand in configuration.subcommands { check(subcommand) }
        }
        check(LeappCommand.self)
    }
}
