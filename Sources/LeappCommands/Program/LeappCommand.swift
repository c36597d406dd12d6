import ArgumentParser
import LeappAgentProtocol

/// The root of all commands.
struct LeappCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leapp",
        abstract: "One encrypted vault for all AWS access; short-lived credentials for every tool.",
        discussion: """
            A day with it:
              leapp vault init                      make the vault; the recovery code is shown once
              leapp vault import                    take in ~/.aws
              leapp unlock                          once a workday
              leapp sso login                       sign in to an SSO portal; `leapp sso sync` lists what is behind it
              leapp session list
              leapp session start prod-admin        aws s3 ls --profile prod-admin
              leapp exec staging -- terraform plan
              leapp lock

            Exit codes, files and the JSON that is printed: man leapp.
            """,
        version: "leapp \(Release.version)",
        groupedSubcommands: [
            CommandGroup(name: "Vault", subcommands: [VaultCommand.self]),
            CommandGroup(name: "Agent", subcommands: [Unlock.self, Lock.self, Status.self, AgentCommand.self]),
            CommandGroup(name: "Portals", subcommands: [SSOCommand.self]),
            CommandGroup(
                name: "Credentials",
                subcommands: [
                    SessionCommand.self, ProfileCommand.self, Console.self, CredentialProcess.self, Exec.self, Env.self,
                ]),
            CommandGroup(name: "Shell", subcommands: [Completion.self]),
        ])
}
