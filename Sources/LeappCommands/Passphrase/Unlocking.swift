import LeappCrypto
import LeappEngine
import LeappVault

/// How the options of a command open a vault: by passphrase, or by recovery code.
struct Unlocking: Sendable {
    let passphrase: PassphraseOptions
    var recovery = RecoveryOptions.Choice.passphrase
    var sources: PassphraseSources

    /// Reads the secret that opens the vault at `path`.
    func unlocker(for path: String) throws(CommandError) -> Unlocker {
        switch recovery {
        case .passphrase:
            let typed = try sources.read(
                .existing(vault: path, descriptor: passphrase.passphraseFd, file: passphrase.passphraseFile))
            return .passphrase(try Unlocking.passphrase(typed, path: path))
        case .recoveryCode(let descriptor):
            let request = PassphraseRequest(
                subject: path, prompt: "Recovery code", isNew: false, descriptor: descriptor, file: nil)
            let typed = try sources.read(request)
            do throws(VaultError) {
                return .recovery(try RecoveryCode(parsing: typed.bytes))
            } catch {
                throw .store(.vault(error), path: path)
            }
        }
    }

    /// A passphrase that is to be tried.
    static func passphrase(_ typed: borrowing Secret, path: String) throws(CommandError) -> Passphrase {
        do throws(VaultError) {
            return try Passphrase(typed.bytes)
        } catch {
            throw .store(.vault(error), path: path)
        }
    }

    /// A new passphrase: from its own option, else from `fallback`, else asked for twice.
    static func newPassphrase(
        for path: String, descriptor: Int32?, fallback: PassphraseOptions?, sources: PassphraseSources
    ) throws(CommandError) -> Passphrase {
        let request = PassphraseRequest(
            subject: path, prompt: "New passphrase", isNew: true, descriptor: descriptor ?? fallback?.passphraseFd,
            file: descriptor == nil ? fallback?.passphraseFile : nil)
        let typed = try sources.read(request)
        do throws(VaultError) {
            return try Passphrase(typed.bytes)
        } catch .passphrase(let fault) {
            throw .unusablePassphrase(fault)
        } catch {
            throw .store(.vault(error), path: path)
        }
    }
}
