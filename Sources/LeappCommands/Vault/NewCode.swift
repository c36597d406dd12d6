import LeappBytes
import LeappCrypto
import LeappVault

/// A recovery code that is shown this once, with the vault that it opens.
struct NewCode: Sendable {
    let path: String
    let vaultID: VaultID
    /// What else the JSON says.
    var facts: [String: JSON] = [:]

    /// Prints the code on the data output, straight from secret memory, and words about it on the other.
    ///
    /// The vault has been written: the code is shown even where the words cannot be, and where it cannot be itself, that is said.
    func render(_ code: consuming RecoveryCode, json: Bool) throws(CommandError) {
        let output = Surroundings.current.output
        let text = code.text()
        let words = json ? .success(()) : Result { () throws(CommandError) in try introduce() }
        do throws(CommandError) {
            if json { try output.write(document(text).bytes) } else { try output.line(text) }
        } catch .output(let code) {
            throw .recoveryCodeLost(vault: path, code: code)
        }
        try words.get()
    }

    private func introduce() throws(CommandError) {
        let surroundings = Surroundings.current
        try surroundings.note(
            "\(path): the recovery code follows. It opens the vault without the passphrase and is not shown again:")
        try surroundings.note("print it, or write it down, and keep it away from this machine.")
    }

    /// The JSON that scripts read, with the code.
    private func document(_ code: borrowing Secret) -> Secret {
        var members = facts
        members["path"] = .text(path)
        members["recoveryCode"] = .null
        members["vaultId"] = .text(vaultID.bytes.hex)
        members["version"] = .integer(1)
        var document = SecretWriter()
        document.append("{")
        for (index, member) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }).enumerated() {
            document.append((index == 0 ? "\n  " : ",\n  ") + "\"\(member.key)\": ")
            if member.key == "recoveryCode" {
                document.append(UInt8(ascii: "\""))
                document.append(code.bytes)
                document.append(UInt8(ascii: "\""))
            } else {
                document.append(member.value.inline(indentation: 1))
            }
        }
        document.append("\n}\n")
        return document.finish()
    }
}
