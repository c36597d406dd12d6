import ArgumentParser

/// `leapp session`: what credentials come from.
struct SessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "List, start and stop sessions.",
        subcommands: [SessionList.self, Start.self, Stop.self, Current.self, Generate.self])
}
