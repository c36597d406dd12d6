/// Why the agent cannot start or go on.
public enum AgentError: Error, Equatable, Sendable {
    /// What is wrong with a place.
    public enum Place: Equatable, Sendable {
        /// It is a symbolic link, or another kind of file than belongs there.
        case otherKind
        /// It belongs to the user of this id.
        case otherOwner(UInt32)
        /// Others may write to it.
        case writableByOthers
        /// Its path is longer than a socket's address may be.
        case tooLong
    }

    /// Another agent of this user runs already.
    case alreadyRunning
    /// The socket's place is not one to be trusted.
    case unsafePlace(path: String, Place)
    /// No variable of the environment says where the socket belongs.
    case noPlace
    /// What the service manager handed over is not one listening Unix socket.
    case badActivation(count: String)
    /// The process could not be hardened.
    case notHardened
    /// A system call failed with this `errno`.
    case failed(call: String, path: String, errno: CInt)
    /// The server ended by itself.
    case serverEnded(reason: String)
}

extension AgentError {
    /// What happened, in one line for the log and the terminal.
    var words: String {
        switch self {
        case .alreadyRunning: "another agent is running already"
        case .unsafePlace(let path, .otherKind): "\(path) is a link, or not what belongs there"
        case .unsafePlace(let path, .otherOwner(let uid)): "\(path) belongs to user \(uid)"
        case .unsafePlace(let path, .writableByOthers): "others may write to \(path)"
        case .unsafePlace(let path, .tooLong): "\(path) is too long for a socket; set XDG_RUNTIME_DIR to a shorter one"
        case .noPlace: "none of XDG_RUNTIME_DIR, XDG_STATE_HOME and HOME is set to an absolute path"
        case .badActivation(let count): "the service manager handed over \(count) descriptors, and not one listening Unix socket"
        case .notHardened: "the process cannot be hardened"
        case .failed(let call, let path, let code): "\(call) \(path): \(message(of: code))"
        case .serverEnded(let reason): "the server ended: \(reason)"
        }
    }
}
