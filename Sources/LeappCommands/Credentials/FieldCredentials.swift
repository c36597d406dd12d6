import LeappAgentProtocol
import LeappCrypto

/// Credentials field by field, for a command at a terminal.
struct FieldCredentials: Sendable {
    let name: String
    let code: String?

    /// The frame that holds them.
    func fetch(_ options: AccessOptions) async throws(CommandError) -> SecretArena {
        let client = try await EngineAccess(options).client()
        return try await CodePrompt(given: code, mayAsk: true).provide { code throws(CommandError) in
            try await client.credentials(name, form: .fields, code: code)
        }
    }

    /// Runs `body` on the fields of a frame, which stay where they are.
    static func read<Value>(
        _ frame: SecretArena, _ body: (borrowing CredentialsReply) -> Value
    ) throws(CommandError) -> Value {
        do throws(ProtocolError) {
            return body(try CredentialsReply(parsing: frame.bytes))
        } catch {
            throw .badAnswer(.credentials)
        }
    }
}
