import ArgumentParser

/// `leapp vault slots`: what opens the vault.
struct SlotsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slots", abstract: "List what opens the vault, and change it.",
        discussion: """
            Examples:
              leapp vault slots                   what opens the vault
              leapp vault slots add passphrase    a second passphrase
              leapp vault slots remove 3f0c
            Each change gives the vault a new key and a new recovery code.
            """,
        subcommands: [SlotsList.self, SlotsAdd.self, SlotsRemove.self], defaultSubcommand: SlotsList.self)
}
