/// One secret that a command needs, and the options that name where it is.
struct PassphraseRequest: Sendable {
    /// What the prompt says it is for, such as a vault's path.
    let subject: String
    /// What is asked for, as the prompt has it.
    let prompt: String
    /// Whether it is new, and so typed twice.
    let isNew: Bool
    /// A descriptor that holds it, from an option.
    let descriptor: Int32?
    /// A file whose first line it is, from an option; `-` is standard input.
    let file: String?

    /// A passphrase that exists.
    static func existing(vault: String, descriptor: Int32?, file: String?) -> PassphraseRequest {
        PassphraseRequest(subject: vault, prompt: "Passphrase", isNew: false, descriptor: descriptor, file: file)
    }
}
