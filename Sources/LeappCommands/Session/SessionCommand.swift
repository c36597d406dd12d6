import ArgumentParser

/// `leapp session`: what credentials come from.
struct SessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "List, start, stop, change and delete sessions.",
        subcommands: [SessionList.self, Start.self, Stop.self, Current.self, Edit.self, Delete.self, Generate.self])
}
