/// Where the agent's socket is: one a user (spec/agent.md section 2).
public enum AgentSocketPath {
    /// The socket's path, from the variables that `environment` looks up; nil where not even a home is known.
    ///
    /// As the XDG specification says, a relative value counts as none.
    public static func find(_ environment: (String) -> String?) -> String? {
        func absolute(_ name: String) -> String? {
            guard let value = environment(name), value.utf8.first == UInt8(ascii: "/") else { return nil }
            return value
        }
        if let runtime = absolute("XDG_RUNTIME_DIR") { return runtime + "/leapp/agent.sock" }
        if let state = absolute("XDG_STATE_HOME") { return state + "/leapp/run/agent.sock" }
        return absolute("HOME").map { $0 + "/.local/state/leapp/run/agent.sock" }
    }

    /// The directory of `socket`.
    public static func directory(of socket: String) -> String {
        guard let slash = socket.utf8.lastIndex(of: UInt8(ascii: "/")), slash != socket.startIndex else { return "/" }
        return String(socket[..<slash])
    }
}
