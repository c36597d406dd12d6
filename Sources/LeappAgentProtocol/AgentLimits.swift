/// The bounds of the agent's protocol (spec/agent.md section 3); both sides hold to them.
public enum AgentLimits {
    /// The version that requests name in `v`.
    public static let version: Int64 = 1
    /// The largest frame, without its length.
    public static let frame = 16 * 1024 * 1024
    /// The largest sum of the frames of one request.
    public static let request = 64 * 1024 * 1024
    /// The most frames of one request.
    public static let framesPerRequest = 4096
    /// The longest text field, in bytes of UTF-8.
    public static let text = 4096
    /// The longest one-time code, in bytes.
    public static let code = 64
    /// The longest authorization code that a portal sends back, in bytes.
    public static let authorizationCode = 4096
    /// The longest access token, in bytes.
    public static let token = 64 * 1024
    /// The longest address that holds a secret, in bytes.
    public static let url = 64 * 1024
    /// How many bytes the id of a sign-in that is under way has.
    public static let attempt = 16
    /// The most patterns of accounts, or of roles, of one request.
    public static let patterns = 1024
    /// The most sessions that one edit names.
    public static let sessions = 65_536
    /// How many bytes a data key has.
    public static let key = 32
    /// How many bytes a record's id has.
    public static let recordID = 16
    /// The most pairs of a map of names to texts.
    public static let pairs = 256
    /// The longest lifetime that a request may ask for, in seconds.
    public static let seconds: Int64 = 366 * 86400
}
