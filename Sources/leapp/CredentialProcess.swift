import CLeappShims
import Glibc
import LeappAgentClient
import LeappAgentProtocol

/// `leapp credential-process [--no-mfa] NAME`: one question to the agent, and its answer on standard output.
struct CredentialProcess {
    /// How the command went.
    enum Ending {
        /// It has said all there is to say.
        case ended(CInt)
        /// There is no open vault, and the environment names a way to the passphrase.
        case needsPassphrase
    }

    private let name: String
    private let withoutMFA: Bool
    private let vault: String?

    /// The command for `name`; nil where `$LEAPP_VAULT` is a relative path, which is not this program's to resolve.
    init?(_ name: String, withoutMFA: Bool) {
        let vault = CredentialProcess.variable("LEAPP_VAULT")
        if let vault, vault.utf8.first != UInt8(ascii: "/") { return nil }
        self.name = name
        self.withoutMFA = withoutMFA
        self.vault = vault
    }

    /// Asks the agent, and writes what it answers.
    func answer() -> Ending {
        guard leapp_fill_standard_descriptors() == 0 else { return .ended(1) }
        guard leapp_harden_process() == 0 else { return .ended(complain("cannot harden this process", 1)) }
        do {
            return try ask()
        } catch {
            switch error {
            case .noAgent where hasAskpass: return .needsPassphrase
            case .noAgent: return .ended(complain("no agent is running: `leapp unlock` starts one", 11))
            case .unsafePlace(let path, let fault): return .ended(complain("\(path) is not to be trusted: \(words(fault))", 1))
            case .foreignPeer(let uid): return .ended(complain("the agent's socket is answered by user \(uid)", 1))
            case .timedOut: return .ended(complain("the agent did not answer in time", 1))
            case .closed: return .ended(complain("the agent ended before it answered; run `leapp unlock`, then try again", 11))
            case .garbled: return .ended(complain("the agent's answer makes no sense; is it another version of leapp?", 1))
            case .tooLarge: return .ended(complain("the name is too long", 2))
            case .failed(let call, let code):
                return .ended(complain("\(call) on the agent's socket failed: \(unsafe String(cString: strerror(code)))", 1))
            }
        }
    }

    private func ask() throws(AgentClientError) -> Ending {
        guard let path = AgentSocketPath.find(CredentialProcess.variable) else { throw .noAgent }
        let client = try AgentClient(path: path, timeouts: AgentTimeouts(send: 10, answer: 120))
        var question = WipedBuffer()
        CredentialsRequest(name: name, form: .process, vault: vault, withoutMFA: withoutMFA).encode(into: &question)
        try client.send(question.bytes)
        let frame = try client.receive()
        do {
            switch try AgentReply(parsing: frame.bytes) {
            case .more: throw AgentClientError.garbled
            case .failed(let failure):
                if failure.code == "LOCKED", hasAskpass { return .needsPassphrase }
                return .ended(complain(failure.message, CInt(failure.exit)))
            case .done:
                let written = write(try OutputReply(parsing: frame.bytes).output, to: STDOUT_FILENO)
                return .ended(written ? 0 : complain("cannot write to standard output", 1))
            }
        } catch { throw .garbled }
    }

    private func words(_ fault: AgentClientError.Place) -> String {
        switch fault {
        case .otherKind: "it is a link, or not what belongs there"
        case .otherOwner(let uid): "it belongs to user \(uid)"
        case .writableByOthers: "others may write to it"
        case .tooLong: "its path is too long for a socket"
        }
    }

    private var hasAskpass: Bool { CredentialProcess.variable("LEAPP_ASKPASS") != nil }

    /// A variable of the environment that is set to something.
    private static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name), let text = unsafe String(validatingCString: value) else { return nil }
        return text.isEmpty ? nil : text
    }
}
