import LeappAgentProtocol
import LeappCrypto
import LeappEngine
import Synchronization

@testable import LeappCommands

/// An engine that answers request after request with what was prepared for it, and keeps what was asked.
final class ScriptedEngine: FrameHandling {
    /// One answer: its frames.
    typealias Script = [SecretArena]

    private let state: Mutex<(answers: ArraySlice<Script>, asked: [SecretArena])>

    init(_ answers: Script...) { state = Mutex((answers[...], [])) }

    /// The first frames of all requests so far.
    var asked: [SecretArena] { state.withLock { $0.asked } }

    /// Calls to it.
    var client: EngineClient { EngineClient(connection: LocalConnection(self), vault: "/v.lpv") }

    func handle(_ request: [SecretArena], reply: @escaping @Sendable (SecretArena) async throws -> Void) async {
        let answer = state.withLock { state in
            state.asked += request.prefix(1)
            return state.answers.popFirst() ?? []
        }
        for frame in answer {
            // As the engine does: where nobody listens any more, the rest is not told.
            do { try await reply(frame) } catch { return }
        }
    }

    /// A frame.
    static func frame(_ encode: (inout SecretWriter) -> Void) -> SecretArena { EngineClient.frame(encode) }

    /// The frame of a failure.
    static func failure(_ exit: Int, _ code: String) -> SecretArena {
        frame { AgentFailure(exit: exit, code: code, message: "words of \(code)").encode(into: &$0) }
    }
}
