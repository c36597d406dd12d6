import ArgumentParser

/// `leapp profile`: what tools find in `~/.aws/config`.
struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Put profiles for many sessions into the AWS config file.",
        subcommands: [ProfileWrite.self])
}
