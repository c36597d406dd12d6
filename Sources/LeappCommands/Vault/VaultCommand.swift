import ArgumentParser

/// `leapp vault`: the file itself.
struct VaultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault", abstract: "Make, check, fill and leave the vault.",
        subcommands: [
            VaultInit.self, VaultInfo.self, VaultVerify.self, VaultImport.self, VaultRestoreAWS.self, VaultPassphrase.self,
            VaultRecovery.self, SlotsCommand.self, VaultRotateKey.self, VaultDevices.self, VaultUpgrade.self, VaultExport.self,
        ])
}
