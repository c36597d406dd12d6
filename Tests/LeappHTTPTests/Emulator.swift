import Glibc
import LeappBytes

/// The project's own STS, which checks signatures as AWS does; started where `LEAPP_PYTHON` names a Python with botocore.
struct Emulator: ~Copyable {
    /// Where it listens.
    let url: String
    private let process: pid_t

    /// The Python to run it with.
    static let python: String? = {
        guard let value = unsafe getenv("LEAPP_PYTHON") else { return nil }
        let path = unsafe String(cString: value)
        return path.isEmpty ? nil : path
    }()

    /// The emulator in the project.
    private static let script: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(2)
        return parts.joined(separator: "/") + "/Emulators/sigv4_check.py"
    }()

    /// Whether it can be started.
    static let isPresent = unsafe access(script, R_OK) == 0 && python != nil

    /// Starts it with `arguments`; nil where it does not say that it is ready.
    init?(_ arguments: [String]) {
        guard let python = Emulator.python else { return nil }
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return nil }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        unsafe posix_spawn_file_actions_addclose(&actions, ends[0])
        var words: [UnsafeMutablePointer<CChar>?] =
            unsafe ([python, Emulator.script] + arguments).map { unsafe strdup($0) } + [nil]
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
