/// Why an agent could not be started.
public enum LaunchError: Error, Equatable, Sendable {
    /// A system call failed with this `errno`.
    case failed(call: String, errno: CInt)
    /// The new agent says why it cannot run.
    case refused(String)
    /// The new agent ended without a word; its diary may say more.
    case ended
    /// The new agent did not listen in time.
    case timedOut
}
