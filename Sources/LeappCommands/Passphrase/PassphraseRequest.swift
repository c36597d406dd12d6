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

    /// A passphrase that exists.
    static func existing(vault: String, descriptor: Int32?, file: String?) -> PassphraseRequest {
        PassphraseRequest(subject: vault, prompt: "Passphrase", wanted: .passphrase, descriptor: descriptor, file: file)
    }
}

/// Which secret of a vault a person is asked for.
enum WantedSecret: Sendable {
    /// A passphrase that opens it.
    case passphrase
    /// A passphrase that shall open it.
    case newPassphrase
    /// Its recovery code.
    case recoveryCode
}
