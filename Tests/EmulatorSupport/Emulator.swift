import Glibc

/// One of the project's own AWS services in a process; started where `LEAPP_PYTHON` names a Python with botocore.
public struct Emulator: ~Copyable {
    /// Where it listens.
    public let url: String
    private let process: pid_t

    /// The programs, by their files in Tests/Emulators.
    public enum Program: String, Sendable {
        /// STS, which checks signatures as AWS does.
        case sts = "sigv4_check.py"
        /// IAM Identity Center: OIDC, the portal, sign-in federation.
        case identityCenter = "idc_emulator.py"

        /// Where it lies in the project.
        fileprivate var path: String {
            var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
            parts.removeLast(2)
            return parts.joined(separator: "/") + "/Emulators/" + rawValue
        }
    }

    /// The Python to run it with.
    private static let python: String? = {
        guard let value = unsafe getenv("LEAPP_PYTHON") else { return nil }
        let path = unsafe String(cString: value)
        return path.isEmpty ? nil : path
    }()

    /// Whether emulators can be started.
    public static let isPresent = python != nil

    /// What a test says that is skipped without them.
    public static let absence = "LEAPP_PYTHON names no Python with botocore"

    /// Starts `program` with `arguments`; nil where it does not say that it is ready.
    public init?(_ program: Program, _ arguments: [String] = []) {
        guard let python = Emulator.python else { return nil }
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return nil }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        unsafe posix_spawn_file_actions_addclose(&actions, ends[0])
        var words: [UnsafeMutablePointer<CChar>?] =
            unsafe ([python, program.path] + arguments).map { unsafe strdup($0) } + [nil]
        var process: pid_t = 0
        let failure = unsafe posix_spawnp(&process, python, &actions, nil, &words, environ)
        unsafe posix_spawn_file_actions_destroy(&actions)
        for index in unsafe words.indices { unsafe free(words[index]) }
        close(ends[1])
        defer { close(ends[0]) }
        guard failure == 0 else { return nil }

        // The first line says where it listens.
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while unsafe read(ends[0], &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
        let parts = String(decoding: line, as: UTF8.self).split(separator: "\"")
        guard let index = parts.firstIndex(of: "url"), index + 2 < parts.count else {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
            return nil
        }
        self.process = process
        url = String(parts[index + 2])
    }

    deinit {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }
}
