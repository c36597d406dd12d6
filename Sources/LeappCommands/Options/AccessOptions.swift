import ArgumentParser

/// The options of a command that needs what is in the vault.
struct AccessOptions: ParsableArguments {
    @OptionGroup(title: "Vault") var vault: VaultOptions
    @OptionGroup(title: "Vault") var passphrase: PassphraseOptions
    @OptionGroup(title: "Vault") var opening: OpeningOptions
}
