import LeappAWS
import LeappAgentProtocol
import LeappCrypto
import LeappWorkspace

extension Engine {
    /// Credentials of one session, as the bytes a `credential_process` prints or field by field.
    func credentials(_ frame: SecretArena, _ answer: Answer) async throws {
        let request = try CredentialsRequest(parsing: frame.bytes)
        let vault = try required(request.vault)
        let session = try vault.session(named: request.name)
        let region = try vault.index().region(of: session, calledBy: request.name)
        let (form, life) = (request.form, request.minimumLife ?? 0)
        let code = SecretSlice(keeping: request.mfaCode)
        let credentials = try await vault.credentials(for: session, code: code, withoutMFA: request.withoutMFA, minimumLife: life)
        switch form {
        case .process:
            let output = ProcessOutput.encode(credentials)
            try await answer.send { frame in OutputReply(output: output.bytes).encode(into: &frame) }
        case .fields:
            try await answer.send { frame in
                CredentialsReply(
                    accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey.bytes,
                    sessionToken: credentials.sessionToken?.bytes, expiration: credentials.expiration,
                    accountID: credentials.accountID, region: region
                ).encode(into: &frame)
            }
        }
    }
}
