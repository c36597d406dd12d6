import ArgumentParser

/// The options of every command that gives the vault a new key.
struct KeyChangeOptions: ParsableArguments {
    @OptionGroup var new: NewPassphraseOptions
    @OptionGroup var kdf: KDFOptions
    @OptionGroup var recovery: RecoveryOptions

    @Option(
        help: ArgumentHelp(
            "Keep another passphrase: the one on the first line of this descriptor. May be repeated.", valueName: "n"))
    var keepPassphraseFd: [Int32] = []

    @Flag(help: "Give up the other passphrases, as far as they are not given.")
    var dropPassphrases = false

    @Option(
        help: ArgumentHelp(
            "Use another second secret from now on: the one in this file, which is made where there is none.", valueName: "file"),
        completion: .file())
    var newSecondSecret: String?

    @Flag(help: "Do without the second secret from now on.")
    var noSecondSecret = false

    @Flag(help: "Keep the older backups, which open with what opened the vault before.")
    var keepBackups = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard newSecondSecret == nil || !noSecondSecret else {
            throw ValidationError("--new-second-secret and --no-second-secret exclude each other.")
        }
    }
}
