public import LeappCrypto

/// What answers requests: an opened vault with the credentials and sections that hang on it.
///
/// The agent serves one over its socket; a command with the passphrase at hand runs one in its own process. A request is
/// one or more frames (spec/agent.md), and so is its answer.
public protocol FrameHandling: Sendable {
    /// Answers a whole request. The last frame given to `reply` is the final one; `reply` throws where the caller has gone.
    func handle(_ request: [SecretArena], reply: @escaping @Sendable (SecretArena) async throws -> Void) async
}

/// Where a command's requests go.
public protocol EngineConnection: Sendable {
    /// Sends a request and hands every frame of the answer to `reply`, in order, until the final one.
    func exchange(_ request: [SecretArena], reply: @escaping @Sendable (SecretArena) async throws -> Void) async throws
}

/// A connection to an engine in this process.
public struct LocalConnection: EngineConnection {
    private let engine: any FrameHandling

    /// Requests are answered by `engine`.
    public init(_ engine: any FrameHandling) { self.engine = engine }

    public func exchange(_ request: [SecretArena], reply: @escaping @Sendable (SecretArena) async throws -> Void) async throws {
        await engine.handle(request, reply: reply)
    }
}
