/// The program's exit codes: one table, documented in the man page, that scripts may build on.
public enum ExitCode: Int32, CaseIterable, Sendable {
    /// It did what was asked.
    case success = 0
    /// It failed in a way that has no code of its own.
    case general = 1
    /// No session, or more than one, goes by the name.
    case notFound = 2
    /// There is no vault at the place.
    case noVault = 10
    /// The vault is locked, or no agent answers, and no passphrase can be asked for.
    case locked = 11
    /// The passphrase or the recovery code opens nothing.
    case wrongPassphrase = 12
    /// A person has to decide first: the message names the option that says yes.
    case decisionNeeded = 13
    /// The vault's file is damaged, forged, or not a vault.
    case damaged = 14
    /// AWS refused, or could not be reached.
    case refusedByAWS = 15
    /// A login, or a code from an MFA device, is needed.
    case loginNeeded = 16
    /// A newer leapp made it.
    case madeByNewer = 17
    /// The command line is not understood.
    case usage = 64
    /// `exec` found the command but could not run it.
    case notExecutable = 126
    /// `exec` found no such command.
    case commandNotFound = 127
    /// Ctrl-C, or a prompt that was cancelled.
    case interrupted = 130

    /// What the code means, as the man page and the tests have it.
    public var meaning: String {
        switch self {
        case .success: "success"
        case .general: "another failure"
        case .notFound: "name not found or ambiguous"
        case .noVault: "no vault"
        case .locked: "locked, or no agent"
        case .wrongPassphrase: "wrong passphrase"
        case .decisionNeeded: "a decision is needed"
        case .damaged: "damaged or forged file"
        case .refusedByAWS: "AWS refused"
        case .loginNeeded: "a login or a code is needed"
        case .madeByNewer: "made by a newer leapp"
        case .usage: "usage"
        case .notExecutable: "command cannot be run"
        case .commandNotFound: "command not found"
        case .interrupted: "interrupted"
        }
    }
}
