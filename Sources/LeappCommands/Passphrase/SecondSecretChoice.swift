import LeappCrypto
import LeappEngine
import LeappVault

/// What becomes of a vault's second secret when it gets a new key.
enum SecondSecretChoice: Sendable {
    /// None is used.
    case none
    /// It stays as it is.
    case kept(SecondSecret)
    /// The one in this file is used, which is made where there is none.
    case file(SecondSecretFile)

    /// The choice of a command that gives the vault `image` a new key.
    ///
    /// `current` is the second secret as far as it is at hand. With `replaced` it must not stay: a removed device knew it.
    init(
        for image: VaultImage, at path: String, current: SecondSecret?, _ options: KeyChangeOptions, replaced: Bool
    ) throws(CommandError) {
        if options.noSecondSecret {
            self = .none
        } else if let new = options.newSecondSecret {
            self = .file(try SecondSecretFile(new))
        } else if image.usesSecondSecret, replaced {
            throw .undecided(
                "\(path): the device that is removed knows the second secret; make another with --new-second-secret FILE, "
                    + "or do without one with --no-second-secret")
        } else if let current {
            self = .kept(current)
        } else if let given = options.access.passphrase.secondSecret {
            self = .file(try SecondSecretFile(given))
        } else if image.usesSecondSecret {
            throw .undecided(
                "\(path): it uses a second secret, and its file is not at hand; name it, or make another, with "
                    + "--second-secret FILE, or do without one with --no-second-secret")
        } else {
            self = .none
        }
    }

    /// The second secret from now on; its file is made where it is missing. `refused` must not be it.
    func settled(
        for vault: String, refusing refused: SecondSecret?, onlyNew: Bool, randomness: Randomness
    ) throws(CommandError) -> SecondSecret? {
        switch self {
        case .none: return nil
        case .kept(let secret): return secret
        case .file(let file):
            let isNew = try !file.exists()
            guard isNew || !onlyNew else { throw .secondSecretKnown(path: file.path) }
            let secret = isNew ? try file.make(randomness) : try file.read()
            if let refused, secret.bytes.isEqual(to: refused.bytes) { throw .secondSecretKnown(path: file.path) }
            try file.warn(isNew: isNew, vault: vault)
            return secret
        }
    }
}
