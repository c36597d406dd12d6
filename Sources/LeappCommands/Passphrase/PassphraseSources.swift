import LeappBytes
import LeappCrypto

/// Where secrets can come from, in order of precedence: the options, `$LEAPP_ASKPASS`, the terminal, pinentry.
struct PassphraseSources: Sendable {
    /// The program that `$LEAPP_ASKPASS` names.
    let askpass: String?
    /// The path of the terminal, `/dev/tty`; nil where none may be asked at.
    let terminal: String?
    /// The pinentry program; nil where none may be asked.
    let pinentry: String?

    /// All that the surroundings offer.
    static func all(_ surroundings: Surroundings) -> PassphraseSources {
        PassphraseSources(askpass: surroundings.variable("LEAPP_ASKPASS"), terminal: "/dev/tty", pinentry: "pinentry")
    }

    /// Only what options name.
    static let none = PassphraseSources(askpass: nil, terminal: nil, pinentry: nil)

    /// For a command whose caller holds the terminal: what options name, and the program that the environment names.
    static func withoutPrompt(_ surroundings: Surroundings) -> PassphraseSources {
        PassphraseSources(askpass: surroundings.variable("LEAPP_ASKPASS"), terminal: nil, pinentry: nil)
    }

    /// Whether a secret that no option names is asked of a person at the terminal or by pinentry.
    var askPeople: Bool { askpass == nil && (terminal != nil || pinentry != nil) }

    /// The secret of `request`, from the first source there is.
    func read(_ request: PassphraseRequest) throws(CommandError) -> Secret {
        if let descriptor = request.descriptor {
            return try SecretLine.read(from: descriptor, named: "descriptor \(descriptor)")
        }
        if let file = request.file { return try SecretFile.firstLine(of: file) }
        if let askpass {
            let first = try read(request, askpass: askpass, prompt: request.prompt)
            guard request.wanted == .newPassphrase else { return first }
            return try PassphraseSources.confirmed(
                first, by: read(request, askpass: askpass, prompt: "\(request.prompt) once more"))
        }
        if let terminal, let terminal = Terminal(path: terminal) { return try read(request, at: terminal) }
        if let pinentry {
            let secret = try Pinentry(program: pinentry)
                .ask(title: "leapp: \(request.subject)", prompt: request.prompt + ":", repeated: request.wanted == .newPassphrase)
            if let secret { return secret }
        }
        throw .noPassphraseSource(subject: request.subject, wanted: request.wanted)
    }

    /// ssh's convention: the prompt is the only argument, the secret is the first line of the output.
    private func read(_ request: PassphraseRequest, askpass: String, prompt: String) throws(CommandError) -> Secret {
        let name = "$LEAPP_ASKPASS (\(askpass))"
        let child = try ChildProgram(askpass, ["\(prompt) for \(DisplayWidth.printable(request.subject)): "])
        let line: Result<SecretSlice, CommandError>
        do throws(CommandError) {
            line = .success(SecretArena(try SecretLine.read(from: child.output, named: name)).slice)
        } catch {
            line = .failure(error)
        }
        let status = child.finish()
        guard status == 0 else { throw .secretSource(name: name, .programFailed(status: status)) }
        let slice = try line.get()
        return Secret(copying: slice.bytes)
    }

    private func read(_ request: PassphraseRequest, at terminal: borrowing Terminal) throws(CommandError) -> Secret {
        do throws(CommandError) {
            let first = try terminal.readSecret(prompt: "\(request.prompt) for \(DisplayWidth.printable(request.subject)): ")
            guard request.wanted == .newPassphrase else { return first }
            return try PassphraseSources.confirmed(first, by: terminal.readSecret(prompt: "Once more: "))
        } catch {
            guard case .secretSource(_, .empty) = error else { throw error }
            throw .nothingTyped(subject: request.subject, wanted: request.wanted)
        }
    }

    /// A new passphrase that was typed twice alike.
    private static func confirmed(_ first: consuming Secret, by second: consuming Secret) throws(CommandError) -> Secret {
        guard first.isEqual(to: second.bytes) else { throw .passphrasesDiffer }
        return first
    }
}
