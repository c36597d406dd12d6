import LeappAgentClient
import LeappAgentProtocol
import LeappCrypto
import LeappEngine
import LeappFiles
import LeappVault
import Testing

@testable import LeappCommands

@Suite struct ExitCodeTests {
    @Test func theTableIsTheDocumentedOne() {
        let documented: [Int32: String] = [
            0: "success", 1: "another failure", 2: "name not found or ambiguous", 10: "no vault", 11: "locked, or no agent",
            12: "wrong passphrase", 13: "a decision is needed", 14: "damaged or forged file", 15: "AWS refused",
            16: "a login or a code is needed", 17: "made by a newer leapp", 64: "usage", 126: "command cannot be run",
            127: "command not found", 130: "interrupted",
        ]
        let table = Dictionary(uniqueKeysWithValues: ExitCode.allCases.map { ($0.rawValue, $0.meaning) })
        #expect(table == documented)
    }

    @Test(arguments: VaultErrorClass.allCases) func everyErrorClassHasItsCode(errorClass: VaultErrorClass) {
        let damaged = [
            "NOT_A_VAULT", "MANGLED", "TRUNCATED", "TRAILING", "CORRUPT", "BAD_HEADER", "SLOT_TAMPERED", "HEADER_AUTH",
            "PAYLOAD_AUTH",
            "BAD_PAYLOAD", "WRONG_VAULT",
        ]
        let decisions = ["KDF_LIMIT", "LIMIT", "READ_ONLY", "FORKED_KEY"]
        let expected: ExitCode =
            damaged.contains(errorClass.rawValue)
            ? .damaged
            : decisions.contains(errorClass.rawValue)
                ? .decisionNeeded
                : ["UNSUPPORTED": .madeByNewer, "NEEDS_NEWER": .madeByNewer, "NO_MATCH": .wrongPassphrase, "ROLLBACK": .success][
                    errorClass.rawValue] ?? .usage
        #expect(errorClass.exitCode == expected)
    }

    @Test(arguments: [
        (CommandError.store(.noVault(path: "/v"), path: "/v"), ExitCode.noVault),
        (.store(.vault(.noMatch(needsSecondSecret: false)), path: "/v"), .wrongPassphrase),
        (.store(.vault(.corrupt), path: "/v"), .damaged),
        (.store(.vault(.unsupportedMajor(2)), path: "/v"), .madeByNewer),
        (.noPassphraseSource(subject: "/v"), .locked),
        (.noPassphraseSource(subject: "/v", wanted: .newPassphrase), .locked),
        (.noPassphraseSource(subject: "/v", wanted: .servedPassphrase), .locked),
        (.nothingTyped(subject: "/v", wanted: .passphrase), .wrongPassphrase),
        (.nothingTyped(subject: "/v", wanted: .recoveryCode), .wrongPassphrase),
        (.nothingTyped(subject: "/v", wanted: .newPassphrase), .general),
        (.recoveryCodeLost(vault: "/v", code: 28), .general),
        (.needsAgent(command: "`session start`"), .locked),
        (.noAgent, .locked), (.agentGone, .locked),
        (.store(.exists(path: "/v"), path: "/v"), .decisionNeeded),
        (.store(.contended(path: "/v"), path: "/v"), .general),
        (.decision(question: "really?", option: "--yes"), .decisionNeeded),
        (.interrupted(signal: 2), .interrupted),
        (.cannotRun(command: "x", code: 2), .commandNotFound),
        (.cannotRun(command: "x", code: 13), .notExecutable),
        (.file(.failed(.write, path: "/f", code: 28)), .general),
        (.engine(AgentFailure(exit: 16, code: "MFA_REQUIRED", message: "m")), .loginNeeded),
        (.signInRefused(portal: "p", error: "access_denied", words: nil), .loginNeeded),
        (.signInRefused(portal: "p", error: "server_error", words: "w"), .refusedByAWS),
        (.signInExpired(portal: "p"), .loginNeeded), (.unsafeAddress("x"), .refusedByAWS),
        (.notRevoked(portals: ["p"]), .refusedByAWS),
        (.notAllSynced(exit: 16, portals: ["p"]), .loginNeeded), (.listener(code: 98), .general),
        (.engine(AgentFailure(exit: 99, code: "?", message: "m")), .general),
    ])
    func anErrorEndsWithItsCode(error: CommandError, code: ExitCode) { #expect(error.exitCode == code) }

    /// Whether it ends before it answers or between two requests of a command is one to the user.
    @Test(arguments: [(AgentClientError.closed, false), (.closed, true), (.noAgent, true)])
    func anAgentThatEndsIsNoAgent(_ error: AgentClientError, hasAnswered: Bool) {
        let meaning = CommandError(error, hasAnswered: hasAnswered)
        #expect(meaning.exitCode == .locked)
        #expect(meaning.words == "the agent ended before this was done; run `leapp unlock`, then try again")
    }

    /// An agent that is being ended takes connections until its socket is closed.
    @Test(arguments: [AgentClientError.noAgent, .closed]) func anAgentThatEndsDoesNotRun(_ error: AgentClientError) async throws {
        let status = try await EngineClient(connection: BrokenConnection(error: error), vault: "/v").statusIfAlive()
        #expect(status == nil)
    }

    @Test func anAgentThatEndsUnderACommandIsToldToIt() async {
        let client = EngineClient(connection: BrokenConnection(error: .closed), vault: "/v")
        await #expect(throws: CommandError.agentGone) { _ = try await client.statusIfRunning() }
    }

    @Test func anAgentThatIsSilentIsNotTakenForNone() async {
        let client = EngineClient(connection: BrokenConnection(error: .timedOut), vault: "/v")
        await #expect(throws: CommandError.agent(AgentClientError.timedOut.words)) { _ = try await client.statusIfAlive() }
    }

    @Test(arguments: [AgentClientError.timedOut, .garbled, .foreignPeer(0), .failed(call: "recv", errno: 5)])
    func anAgentThatIsThereIsNotCalledGone(_ error: AgentClientError) {
        #expect(CommandError(error, hasAnswered: true) == .agent(error.words))
        #expect(CommandError(error, hasAnswered: true).exitCode == .general)
    }

    @Test func wordsNameTheFileAndTheNextStep() {
        let hint = CommandError.noPassphraseSource(subject: "/home/ada/vault.lpv", wanted: .servedPassphrase).words
        #expect(hint.hasPrefix("/home/ada/vault.lpv: "))
        for word in ["leapp unlock", "--passphrase-fd", "--passphrase-file", "LEAPP_ASKPASS"] { #expect(hint.contains(word)) }
        #expect(!hint.contains("\n"))
        let tampered = CommandError.store(.vault(.noMatch(needsSecondSecret: false)), path: "/v").words
        #expect(tampered == "/v: wrong passphrase, or a header that was tampered with")
        #expect(CommandError.store(.vault(.corrupt), path: "/v").words.hasSuffix(" [CORRUPT]"))
    }
}

/// A connection that gives no answer.
private struct BrokenConnection: EngineConnection {
    let error: AgentClientError

    func exchange(_ request: [SecretArena], reply: @escaping @Sendable (SecretArena) async throws -> Void) async throws {
        throw error
    }
}
