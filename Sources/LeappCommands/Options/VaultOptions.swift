import ArgumentParser
import LeappEngine
import LeappVault

/// Which vault a command works on.
struct VaultOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The vault file; else $LEAPP_VAULT, else leapp/vault.lpv in $XDG_DATA_HOME.", valueName: "path"),
        completion: .file(extensions: ["lpv"]))
    var vault: String?
}

/// Where a command that needs the vault open takes the passphrase from, where no agent has it open.
struct PassphraseOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Read the passphrase from the first line of this descriptor.", valueName: "n"))
    var passphraseFd: Int32?

    @Option(
        help: ArgumentHelp("Read the passphrase from the first line of this file; - is standard input.", valueName: "file"),
        completion: .file())
    var passphraseFile: String?

    @Option(
        help: ArgumentHelp(
            "The file of the second secret, where the vault uses one; else $LEAPP_SECOND_SECRET.", valueName: "file"),
        completion: .file())
    var secondSecret: String?

    /// Whether an option says where the passphrase is.
    var areGiven: Bool { passphraseFd != nil || passphraseFile != nil }

    func validate() throws {
        guard passphraseFd == nil || passphraseFile == nil else {
            throw ValidationError("--passphrase-fd and --passphrase-file exclude each other.")
        }
    }
}

/// Where a command takes a new passphrase from.
struct NewPassphraseOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Read the new passphrase from the first line of this descriptor.", valueName: "n"))
    var newPassphraseFd: Int32?
}

/// Opening by recovery code in place of the passphrase.
struct RecoveryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Open with the recovery code on the first line of this descriptor.", valueName: "n"))
    var recoveryFd: Int32?

    @Flag(help: "Open with the recovery code, asked for at the terminal.")
    var useRecoveryCode = false

    /// What a vault is opened with.
    enum Choice: Equatable, Sendable {
        /// The passphrase.
        case passphrase
        /// The recovery code, from a descriptor or as it is typed.
        case recoveryCode(descriptor: Int32?)
    }

    /// What the options say.
    var choice: Choice { recoveryFd != nil || useRecoveryCode ? .recoveryCode(descriptor: recoveryFd) : .passphrase }
}

/// What a guess of the passphrase shall cost.
struct KDFOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Memory of Argon2id, in KiB or as 256M or 1G; 64M to 1G. Default: 256M.", valueName: "size"))
    var kdfMemory: MemorySize?

    @Option(help: ArgumentHelp("Passes of Argon2id over the memory; 3 to 16. Default: 3.", valueName: "n"))
    var kdfPasses: Int?

    /// The parameters for a new keyslot, within policy.
    func parameters(for path: String) throws(CommandError) -> KDFParameters {
        let standard = KDFParameters.standard
        do throws(VaultError) {
            return try KDFParameters(memory: kdfMemory?.kibibytes ?? standard.memory, passes: kdfPasses ?? standard.passes)
                .checkedPolicy()
        } catch {
            throw .store(.vault(error), path: path)
        }
    }
}

/// Data as JSON.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON: sorted keys, times in ISO 8601.")
    var json = false
}

/// The one-time code of an MFA device.
struct CodeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The MFA device's one-time code; else it is asked for where one is needed.", valueName: "code"))
    var mfaCode: String?

    func validate() throws { try Self.check(mfaCode) }

    /// Refuses what can be no code.
    static func check(_ code: String?) throws {
        if let code, !CodePrompt.isCode(code.utf8) { throw ValidationError("An MFA code is six digits.") }
    }
}
