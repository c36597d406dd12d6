import LeappCrypto
import LeappEngine
import LeappVault

/// How the options of a command open a vault: by passphrase, with the second secret where one is used, or by recovery code.
struct Unlocking: Sendable {
    /// The descriptor and the file of the passphrase, where options name them.
    private(set) var descriptor: Int32?
    private(set) var file: String?
    /// The file of the second secret, where an option or the environment names one.
    private(set) var secondSecret: String?
    private(set) var recovery = RecoveryOptions.Choice.passphrase
    /// Whether the command asks for no passphrase where an agent has the vault unlocked.
    private(set) var isServed = true
    /// Where a secret may be asked for.
    var sources = PassphraseSources.none

    /// Opens nothing: for a command that does without the passphrase.
    init() {}

    /// What the options of a command say; `isServed` where an agent that has the vault unlocked would spare the question.
    init(
        _ options: PassphraseOptions, recovery: RecoveryOptions.Choice = .passphrase, isServed: Bool = false,
        sources: PassphraseSources
    ) {
        self.isServed = isServed
        descriptor = options.passphraseFd
        file = options.passphraseFile
        secondSecret = options.secondSecret ?? Surroundings.current.variable("LEAPP_SECOND_SECRET")
        self.recovery = recovery
        self.sources = sources
    }

    /// How often a person may type a secret before the command gives up.
    private static let tries = 3

    /// Runs `open` with the secret that opens the vault `image` at `path`. A person who typed one that opens nothing is asked again;
    /// what an option, a file or a program gave is tried once.
    func opening<Value: ~Copyable>(
        _ image: VaultImage, at path: String, _ open: (borrowing Unlocker) throws(CommandError) -> Value
    ) throws(CommandError) -> Value {
        try Unlocking.trying(isTyped, again: \.isOfWrongSecret) { () throws(CommandError) in
            try open(unlocker(for: image, at: path))
        }
    }

    /// Runs `body`, where a person types, again after a mistake of hers, which is said.
    private static func trying<Value: ~Copyable>(
        _ isTyped: Bool, again isMistake: (CommandError) -> Bool, _ body: () throws(CommandError) -> Value
    ) throws(CommandError) -> Value {
        var left = isTyped ? Unlocking.tries : 1
        while true {
            do throws(CommandError) {
                return try body()
            } catch {
                left -= 1
                guard left > 0, isMistake(error) else { throw error }
                try Surroundings.current.note("leapp: \(error.words)")
            }
        }
    }

    /// Whether a person is asked for the secret.
    private var isTyped: Bool {
        switch recovery {
        case .passphrase: descriptor == nil && file == nil && sources.askPeople
        case .recoveryCode(let descriptor): descriptor == nil && sources.askPeople
        }
    }

    /// Reads the secret that opens the vault `image` at `path`.
    private func unlocker(for image: VaultImage, at path: String) throws(CommandError) -> Unlocker {
        switch recovery {
        case .passphrase:
            let second = try secondSecret(for: image)
            let typed = try sources.read(.existing(vault: path, isServed: isServed, descriptor: descriptor, file: file))
            return .typed(try Unlocking.passphrase(typed, path: path, secondSecret: second))
        case .recoveryCode(let descriptor):
            let request = PassphraseRequest(
                subject: path, prompt: "Recovery code", wanted: .recoveryCode, descriptor: descriptor, file: nil)
            let typed = try sources.read(request)
            do throws(VaultError) {
                return .recovery(try RecoveryCode(parsing: typed.bytes))
            } catch {
                throw .store(.vault(error), path: path)
            }
        }
    }

    /// The second secret, where the vault uses one and its file is named.
    func secondSecret(for image: VaultImage) throws(CommandError) -> SecondSecret? {
        guard image.usesSecondSecret, let secondSecret else { return nil }
        return try SecondSecretFile(secondSecret).read()
    }

    /// The same for a key that is changed: with the recovery code a file that is not there yet is none, and no failure.
    func secondSecretAtHand(for image: VaultImage) throws(CommandError) -> SecondSecret? {
        if case .recoveryCode = recovery, let secondSecret, try !SecondSecretFile(secondSecret).exists() { return nil }
        return try self.secondSecret(for: image)
    }

    /// A passphrase that is to be tried.
    static func passphrase(
        _ typed: borrowing Secret, path: String, secondSecret: SecondSecret? = nil
    ) throws(CommandError) -> PassphraseSecret {
        do throws(VaultError) {
            return PassphraseSecret(try Passphrase(typed.bytes), secondSecret: secondSecret?.bytes)
        } catch {
            throw .store(.vault(error), path: path)
        }
    }

    /// A new passphrase: from its own option, else from where the options have the passphrase if `fallback` says so, else asked
    /// for twice; a person who typed two that differ, or one that cannot be, is asked again.
    func newPassphrase(
        for path: String, descriptor new: Int32?, fallback: Bool, prompt: String = "New passphrase"
    ) throws(CommandError) -> Passphrase {
        let request = PassphraseRequest(
            subject: path, prompt: prompt, wanted: .newPassphrase, descriptor: new ?? (fallback ? descriptor : nil),
            file: new == nil && fallback ? file : nil)
        let isTyped = request.descriptor == nil && request.file == nil && sources.askPeople
        return try Unlocking.trying(isTyped, again: \.isOfBadChoice) { () throws(CommandError) in try newPassphrase(request) }
    }

    private func newPassphrase(_ request: PassphraseRequest) throws(CommandError) -> Passphrase {
        let typed = try sources.read(request)
        do throws(VaultError) {
            return try Passphrase(choosing: typed.bytes)
        } catch .passphrase(let fault) {
            throw .unusablePassphrase(fault)
        } catch {
            throw .store(.vault(error), path: request.subject)
        }
    }
}

extension VaultImage {
    /// Whether a passphrase of it is of use only together with a second secret.
    var usesSecondSecret: Bool {
        header.slots.contains { if case .passphrase(_, _, needsSecondSecret: true) = $0.kind { true } else { false } }
    }
}

extension Unlocker {
    /// The passphrase, where it is one.
    var passphraseSecret: PassphraseSecret? {
        borrowing get {
            switch self {
            case .typed(let secret): secret
            case .recovery: nil
            case .device: nil
            case .key: nil
            }
        }
    }
}
