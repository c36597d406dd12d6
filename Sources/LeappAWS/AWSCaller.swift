/// Whatever can put a question to AWS: the worker process, or a client in this process.
public protocol AWSCaller: Sendable {
    /// Asks and waits for the answer, at most `call.timeout` milliseconds and a short grace.
    func call(_ call: AWSCall) async throws(AWSError) -> AWSAnswer

    /// How many seconds AWS's clock is ahead of this machine's, as last seen; 0 where they agree within five seconds.
    var clockSkew: Int64 { get async }
}
