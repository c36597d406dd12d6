/// One secret that a command needs, and the options that name where it is.
struct PassphraseRequest: Sendable {
    /// What the prompt says it is for, such as a vault's path.
    let subject: String
    /// What is asked for, as the prompt has it.
    let prompt: String
    /// What is asked for; a new passphrase is typed twice.
    let wanted: WantedSecret
    /// A descriptor that holds it, from an option.
    let descriptor: Int32?
    /// A file whose first line it is, from an option; `-` is standard input.
    let file: String?

    /// A passphrase that exists; `isServed` where an agent that has the vault unlocked would spare the question.
    static func existing(vault: String, isServed: Bool, descriptor: Int32?, file: String?) -> PassphraseRequest {
        PassphraseRequest(
            subject: vault, prompt: "Passphrase", wanted: isServed ? .servedPassphrase : .passphrase, descriptor: descriptor,
            file: file)
    }
}

/// Which secret of a vault a person is asked for.
enum WantedSecret: Sendable {
    /// A passphrase that opens it, for a command that asks each time.
    case passphrase
    /// A passphrase that opens it, for a command that asks for none where an agent has it unlocked.
    case servedPassphrase
    /// A passphrase that shall open it.
    case newPassphrase
    /// Its recovery code.
    case recoveryCode
}
