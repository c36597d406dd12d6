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
    func render(_ code: consuming RecoveryCode, json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        let text = code.text()
        guard !json else { return try surroundings.output.write(document(text).bytes) }
        try surroundings.note(
            "\(path): the recovery code follows. It opens the vault without the passphrase and is not shown again:")
        try surroundings.note("print it, or write it down, and keep it away from this machine.")
        try surroundings.output.line(text)
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
