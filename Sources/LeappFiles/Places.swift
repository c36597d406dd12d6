/// Where this user's files lie (overview.md, "Names that others call"; the XDG base directory specification).
public struct Places: Equatable, Sendable {
    /// The vault: `$LEAPP_VAULT`, else `$XDG_DATA_HOME/leapp/vault.lpv`.
    public var vault: String
    /// The folder of what belongs to this machine: `$XDG_STATE_HOME/leapp`.
    public var state: String
    /// The folder of the agent's socket: `$XDG_RUNTIME_DIR/leapp`, else `run` in the state folder.
    public var runtime: String
    /// The AWS configuration: `$AWS_CONFIG_FILE`, else `~/.aws/config`.
    public var awsConfig: String
    /// The AWS credentials: `$AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`.
    public var awsCredentials: String
    /// The folder of the sign-ins that AWS CLI and the SDKs keep: `~/.aws/sso/cache`, which no variable names; nil without a home.
    public var ssoCache: String?
    /// The user that must own the private folders.
    public var userID: UInt32

    /// Finds the places for an environment and a user.
    ///
    /// A variable that is empty, or for XDG not an absolute path, counts as unset. `home` stands in for an unset `HOME`.
    public init(environment: [String: String], userID: UInt32, home fallback: String? = nil) throws(FileError) {
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        func absolute(_ name: String) -> String? { set(name).flatMap { $0.hasPrefix("/") ? $0 : nil } }
        let home = absolute("HOME") ?? fallback
        func underHome(_ path: String) throws(FileError) -> String {
            guard let home else { throw .noHome }
            return FilePath.join(home, path)
        }
        func folder(_ variable: String, _ standard: String) throws(FileError) -> String {
            if let folder = absolute(variable) { return FilePath.join(folder, "leapp") }
            return FilePath.join(try underHome(standard), "leapp")
        }
        func awsFile(_ variable: String, _ standard: String) throws(FileError) -> String {
            guard let path = set(variable) else { return try underHome(standard) }
            return path.hasPrefix("~/") ? try underHome(String(path.dropFirst(2))) : path
        }
        if let given = set("LEAPP_VAULT") {
            vault = given
        } else {
            vault = FilePath.join(try folder("XDG_DATA_HOME", ".local/share"), "vault.lpv")
        }
        let state = try folder("XDG_STATE_HOME", ".local/state")
        self.state = state
        runtime = absolute("XDG_RUNTIME_DIR").map { FilePath.join($0, "leapp") } ?? FilePath.join(state, "run")
        awsConfig = try awsFile("AWS_CONFIG_FILE", ".aws/config")
        awsCredentials = try awsFile("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials")
        ssoCache = home.map { FilePath.join($0, ".aws/sso/cache") }
        self.userID = userID
    }

    /// The machine-local database.
    public var database: String { FilePath.join(state, "state.sqlite") }
    /// The sealed cache of a vault's sign-ins; `vault` is the vault's id in hexadecimal.
    public func cache(ofVault vault: String) -> String { FilePath.join(FilePath.join(state, vault), "cache.lpv") }
    /// The folder of the vault's earlier versions.
    public var backups: String { FilePath.join(state, "backups") }
    /// The folder of the lock files of files that are not leapp's own.
    public var locks: String { FilePath.join(state, "locks") }
    /// The agent's socket.
    public var socket: String { FilePath.join(runtime, "agent.sock") }

    /// Makes the state folder where it is missing and refuses one that is not private.
    public func prepareState(on disk: any FileSystem) throws(FileError) {
        try disk.preparePrivateDirectory(state, userID: userID)
    }

    /// Makes the socket's folder where it is missing and refuses one that is not private.
    public func prepareRuntime(on disk: any FileSystem) throws(FileError) {
        if runtime == FilePath.join(state, "run") { try prepareState(on: disk) }
        try disk.preparePrivateDirectory(runtime, userID: userID)
    }
}

extension FileSystem {
    /// Makes the folder (0700) where it is missing; one that is a link, another user's, or writable by others is refused, one
    /// that others may only read is closed to them.
    public func preparePrivateDirectory(_ path: String, userID: UInt32) throws(FileError) {
        try createDirectories(path)
        guard let metadata = try metadata(at: path, followingLinks: false) else {
            throw .unsafeDirectory(path: path, fault: .notADirectory)
        }
        switch metadata.kind {
        case .directory: break
        case .symbolicLink: throw .unsafeDirectory(path: path, fault: .symbolicLink)
        case .regular, .other: throw .unsafeDirectory(path: path, fault: .notADirectory)
        }
        guard metadata.userID == userID else {
            throw .unsafeDirectory(path: path, fault: .foreignOwner(userID: metadata.userID))
        }
        guard metadata.mode & 0o022 == 0 else {
            throw .unsafeDirectory(path: path, fault: .writableByOthers(mode: metadata.mode))
        }
        if metadata.mode & 0o077 != 0 { try setDirectoryMode(0o700, at: path) }
    }
}
