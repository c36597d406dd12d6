import LeappBytes
import LeappCrypto
import LeappVault

/// A recovery code that is shown this once, with the vault that it opens.
struct NewCode: Sendable {
    let path: String
    let vaultID: VaultID

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
        var document = SecretWriter()
        document.append("{\n  \"path\": ")
        document.append(JSON.text(path).inline)
        document.append(",\n  \"recoveryCode\": \"")
        document.append(code.bytes)
        document.append("\",\n  \"vaultId\": \"\(vaultID.bytes.hex)\",\n  \"version\": 1\n}\n")
        return document.finish()
    }
}
