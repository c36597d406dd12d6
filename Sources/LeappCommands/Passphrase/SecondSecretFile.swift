import LeappBytes
import LeappCrypto
import LeappEngine
import LeappFiles
import LeappVault

/// The file of a vault's second secret: one line, as people can type it over (spec/format.md section 4.1).
struct SecondSecretFile: Sendable {
    /// More than anybody types for 53 symbols.
    private static let limit = 256

    /// The absolute path.
    let path: String
    private let disk = POSIXFileSystem()

    /// The file at `path`, seen from the folder that the command was started in.
    init(_ path: String) throws(CommandError) {
        do throws(FileError) { self.path = try Surroundings.current.absolute(path) } catch { throw .file(error) }
    }

    /// Whether there is something at the path.
    func exists() throws(CommandError) -> Bool {
        do throws(FileError) {
            return try disk.metadata(at: path, followingLinks: true) != nil
        } catch {
            throw .file(error)
        }
    }

    /// The second secret in the file; that others may read it is said.
    func read() throws(CommandError) -> SecondSecret {
        let found: VersionedSecret
        do throws(FileError) {
            found = try disk.readVersionedSecret(path, limit: SecondSecretFile.limit)
        } catch {
            if case .tooLarge = error {
                throw .store(.vault(.secondSecret(.length(symbols: SecondSecretFile.limit, needed: 53))), path: path)
            }
            throw .file(error)
        }
        if found.metadata.mode & 0o077 != 0 {
            try Surroundings.current.note("warning: \(path): others may read this second secret; chmod 600 mends it")
        }
        do throws(VaultError) {
            let text = found.bytes.bytes
            return try SecondSecret(parsing: text.extracting(0..<SecondSecretFile.lineLength(text)))
        } catch {
            throw .store(.vault(error), path: path)
        }
    }

    /// Makes the file, with a new second secret in it; one that appeared meanwhile is left alone.
    func make(_ randomness: Randomness) throws(CommandError) -> SecondSecret {
        let secret = SecondSecret(randomness)
        let text = secret.text()
        var line = SecretWriter(capacity: text.count + 1)
        line.append(text.bytes)
        line.append(UInt8(ascii: "\n"))
        do throws(FileError) {
            try DurableFile(path, on: disk, randomness: randomness)
                .replace(with: line.bytes, mode: .exactly(0o600), expecting: .version(nil))
        } catch {
            throw .file(error)
        }
        return secret
    }

    /// Says what has to be known of a file that a vault is about to hang on.
    func warn(isNew: Bool, vault: String) throws(CommandError) {
        let surroundings = Surroundings.current
        if isNew {
            try surroundings.note(
                "\(path): the second secret was made. From now on the passphrase opens the vault only together with this file:")
            try surroundings.note("copy it to your other machines yourself, and keep one copy where the recovery code is.")
        }
        if FilePath.parent(of: resolved(path)) == FilePath.parent(of: resolved(vault)) {
            try surroundings.note(
                "warning: \(path) is in the folder of the vault: whatever copies that folder carries both; move it elsewhere")
        }
    }

    private func resolved(_ path: String) -> String {
        do throws(FileError) { return try disk.resolved(path) } catch { return path }
    }

    /// How many bytes come before the line ends that the file ends with.
    private static func lineLength(_ text: RawSpan) -> Int {
        var end = text.byteCount
        while end > 0, text[end - 1] == UInt8(ascii: "\n") || text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return end
    }
}
