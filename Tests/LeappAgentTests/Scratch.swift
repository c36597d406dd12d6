import Glibc
import LeappAgent
import LeappAgentClient

/// A folder of the test's own, removed with the value.
final class Scratch: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/leapp-agent-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw AgentError.failed(call: "mkdtemp", path: "/tmp", errno: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in ["run/agent.sock", "run/agent.lock", "link", "diary", "events"] { unsafe unlink(path + "/" + name) }
        for name in ["run", "a/b/run", "a/b", "a", ""] { unsafe rmdir(path + "/" + name) }
    }

    var directory: String { path + "/run" }
    var socket: String { path + "/run/agent.sock" }
}

private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Runs what blocks on a thread of its own.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        var thread = pthread_t()
        let work = unsafe Unmanaged.passRetained(Work { continuation.resume(with: Swift.Result(catching: body)) }).toOpaque()
        let code = unsafe pthread_create(
            &thread, nil,
            { work in
                unsafe Unmanaged<Work>.fromOpaque(work!).takeRetainedValue().body()
                return nil
            }, work)
        precondition(code == 0, "no thread")
        pthread_detach(thread)
    }
}
