import LeappAgentClient
import LeappFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Surroundings {
    /// The variables that decide where files lie.
    private static let placeNames = [
        "HOME", "LEAPP_VAULT", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
    ]

    /// Where this user's files lie; `vault` is the option `--vault`.
    func places(vault: String? = nil) throws(CommandError) -> Places {
        var variables: [String: String] = [:]
        for name in Surroundings.placeNames { variables[name] = environment(name) }
        if let vault { variables["LEAPP_VAULT"] = vault }
        do throws(FileError) {
            var places = try Places(environment: variables, userID: geteuid(), home: Surroundings.homeOfUser())
            places.vault = try Surroundings.real(absolute(places.vault))
            places.awsConfig = try absolute(places.awsConfig)
            places.awsCredentials = try absolute(places.awsCredentials)
            return places
        } catch {
            throw .file(error)
        }
    }

    /// `path` seen from the folder that the command was started in.
    func absolute(_ path: String) throws(FileError) -> String {
        guard !path.hasPrefix("/") else { return path }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard let folder = unsafe getcwd(&buffer, buffer.count) else {
            throw .failed(.resolve, path: path, code: errno)
        }
        let bare = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return FilePath.join(unsafe String(cString: folder), bare)
    }

    /// `path` with links followed, as the agent names a vault; itself where nothing is there.
    private static func real(_ path: String) throws(FileError) -> String {
        do throws(FileError) {
            return try POSIXFileSystem().resolved(path)
        } catch {
            guard error.isMissing else { throw error }
            return path
        }
    }

    /// The agent's socket; nil where not even a home is known.
    var agentSocket: String? { AgentSocketPath.find(environment) }

    /// The home that the user database names, for where HOME is not set.
    private static func homeOfUser() -> String? {
        guard let entry = unsafe getpwuid(geteuid()), let home = unsafe entry.pointee.pw_dir else { return nil }
        return unsafe String(cString: home)
    }
}
