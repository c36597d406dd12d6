import LeappAgent
import LeappAgentProtocol
import LeappBytes
import LeappCBOR
import LeappCrypto
import Synchronization

/// An engine without a vault, whose answers show what arrived.
final class EchoEngine: AgentEngine {
    /// What happened to it.
    struct Diary {
        var requests = 0
        var locks = 0
        var callersGone = 0
    }

    private let diary = Mutex(Diary())

    var seen: Diary { diary.withLock { $0 } }

    var isUnlocked: Bool { get async { false } }

    func lock() async -> [String] {
        diary.withLock { $0.locks += 1 }
        return ["dev"]
    }

    func tick() async {}

    func handle(_ request: [SecretArena], reply: @escaping @Sendable (SecretArena) async throws -> Void) async {
        diary.withLock { $0.requests += 1 }
        do {
            try await answer(request, reply)
        } catch {
            diary.withLock { $0.callersGone += 1 }
        }
    }

    private func answer(_ request: [SecretArena], _ reply: @Sendable (SecretArena) async throws -> Void) async throws {
        guard let first = request.first else { return }
        switch try RequestHead(parsing: first.bytes).operation {
        case .credentials:
            // The name comes back as the output.
            let name = try CredentialsRequest(parsing: first.bytes).name
            let output = Array(name.utf8)
            try await reply(frame { OutputReply(output: output.rawSpan).encode(into: &$0) })
        case .apply:
            // One frame of as many outcomes as each frame of the request has drafts.
            for (index, part) in request.enumerated() {
                let count = try ApplyRequest(parsing: part.bytes).drafts.count
                let outcomes = [ApplyReply.Outcome](
                    repeating: .init(id: [UInt8](repeating: UInt8(index), count: 16), result: .imported), count: count)
                let more = index + 1 < request.count
                try await reply(frame { ApplyReply(more: more, outcomes: outcomes).encode(into: &$0) })
            }
        case .list:
            // As many frames of a mebibyte as the filter says.
            let count = Int(try ListRequest(parsing: first.bytes).filter ?? "0") ?? 0
            var item: [UInt8] = []
            item.cbor(bytes: [UInt8](repeating: 5, count: 1 << 20))
            let bytes = item
            for index in 0..<count {
                let more = index + 1 < count
                try await reply(
                    frame { ListReply(more: more, sessions: ItemList(count: 1, bytes: bytes.rawSpan)).encode(into: &$0) })
            }
        case .current:
            // An answer behind the last one.
            try await reply(frame { OKReply().encode(into: &$0) })
            try await reply(frame { OKReply().encode(into: &$0) })
        case .originals:
            break  // no answer at all
        case .lock:
            _ = await lock()
            try await reply(frame { LockReply(removed: ["dev"]).encode(into: &$0) })
        case .status, .unlock, .start, .stop, .forget, .edit, .portals, .portalLogin, .portalToken, .portalLogout, .portalAdopt,
            .portalSync, .console:
            try await reply(frame { StatusReply(pid: 1, release: "echo", memoryLocked: false).encode(into: &$0) })
        }
    }

    private func frame(_ encode: (inout SecretWriter) -> Void) -> SecretArena {
        var writer = SecretWriter()
        encode(&writer)
        return SecretArena(writer.finish())
    }
}
