import Glibc

/// Checks that the agent's directory and socket are the user's own before anything is sent there.
enum SocketPlace {
    /// Refuses what is a symbolic link, of another kind, another user's, or writable by others; nothing there is `noAgent`.
    static func check(socket: String) throws(AgentClientError) {
        try check(AgentSocketPath.directory(of: socket), kind: mode_t(S_IFDIR), forbidden: 0o022)
        try check(socket, kind: mode_t(S_IFSOCK), forbidden: 0)
    }

    private static func check(_ path: String, kind: mode_t, forbidden: mode_t) throws(AgentClientError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { throw .noAgent }
            throw .failed(call: "lstat", errno: code)
        }
        guard status.st_mode & mode_t(S_IFMT) == kind else { throw .unsafePlace(path: path, .otherKind) }
        guard status.st_uid == geteuid() else { throw .unsafePlace(path: path, .otherOwner(status.st_uid)) }
        guard status.st_mode & forbidden == 0 else { throw .unsafePlace(path: path, .writableByOthers) }
    }
}
