import LeappAgentProtocol
import LeappBytes
import LeappCrypto

extension EngineClient {
    /// A started session, or what it takes to start one.
    struct Start: Sendable {
        let name: String
        let profile: String?
        let method: StartRequest.Method
        let configFile: String
        let credentialsFile: String
        let adopt: Bool
        let program: String
    }

    /// Starts a session; `code` is a one-time code.
    func start(_ start: Start, code: SecretSlice?) async throws(CommandError) -> StartReply {
        let frame = Self.frame(with: code) { code, sink in
            StartRequest(
                name: start.name, profile: start.profile, method: start.method, configFile: start.configFile,
                credentialsFile: start.credentialsFile, adopt: start.adopt, program: start.program, vault: vault, mfaCode: code
            ).encode(into: &sink)
        }
        return try await single(.start, frame) { frame throws(ProtocolError) in try StartReply(parsing: frame) }
    }

    /// The frame of a session's credentials, in `form`; `code` is a one-time code.
    func credentials(
        _ name: String, form: CredentialsRequest.Form, withoutMFA: Bool = false, code: SecretSlice?
    ) async throws(CommandError) -> SecretArena {
        let request = Self.frame(with: code) { code, sink in
            CredentialsRequest(name: name, form: form, vault: vault, mfaCode: code, withoutMFA: withoutMFA).encode(into: &sink)
        }
        let frames = try await exchange(.credentials, [request])
        guard let frame = frames.last, frames.count == 1 else { throw .badAnswer(.credentials) }
        return frame
    }

    /// Writes the bytes of a `credential_process`, from where they were received to the descriptor.
    static func writeOutput(of frame: SecretArena, to output: Output) throws(CommandError) {
        let bytes: OutputReply
        do throws(ProtocolError) {
            bytes = try OutputReply(parsing: frame.bytes)
        } catch {
            throw .badAnswer(.credentials)
        }
        try output.write(bytes.output)
    }
}

extension EngineClient {
    /// An address that opens the console.
    struct ConsoleAddress: Sendable {
        let url: SecretSlice
        /// Whether the session has an MFA device and the console knows nothing of it.
        let withoutMFA: Bool
    }

    /// The address that opens the console as a session; `code` is a one-time code.
    func console(
        _ name: String, service: String?, region: String?, duration: Int64?, code: SecretSlice?
    ) async throws(CommandError) -> ConsoleAddress {
        let frame = Self.frame(with: code) { code, sink in
            ConsoleRequest(name: name, service: service, region: region, duration: duration, mfaCode: code, vault: vault)
                .encode(into: &sink)
        }
        return try await single(.console, frame) { frame throws(ProtocolError) in
            let reply = try ConsoleReply(parsing: frame)
            return ConsoleAddress(url: SecretSlice(copying: reply.url), withoutMFA: reply.withoutMFA)
        }
    }
}
