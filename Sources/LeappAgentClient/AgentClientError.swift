/// Why no answer of an agent was had.
public enum AgentClientError: Error, Equatable, Sendable {
    /// What is wrong with the place where the socket should be.
    public enum Place: Equatable, Sendable {
        /// It is a symbolic link, or neither the directory nor the socket that belongs there.
        case otherKind
        /// It belongs to the user of this id.
        case otherOwner(UInt32)
        /// Others may write to it.
        case writableByOthers
        /// Its path is longer than a socket's address may be.
        case tooLong
    }

    /// No agent runs: there is no socket, or a dead agent left it behind.
    case noAgent
    /// The place of the socket is not one to be trusted.
    case unsafePlace(path: String, Place)
    /// The process at the other end belongs to the user of this id.
    case foreignPeer(UInt32)
    /// The agent did not take or answer the request in time.
    case timedOut
    /// The agent went away before it had answered.
    case closed
    /// The agent sent what is not a frame.
    case garbled
    /// The frame to be sent is larger than the protocol allows.
    case tooLarge(Int)
    /// A system call failed with this `errno`.
    case failed(call: String, errno: CInt)
}
