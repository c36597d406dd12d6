import CLeappShims
import LeappBytes
import LeappCrypto

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A program started with pipes on its standard input and output, such as pinentry; its errors go to ours.
struct ChildProgram: ~Copyable {
    private let identifier: pid_t
    private let input: Int32
    /// Where the program's output is read.
    let output: Int32

    /// Starts `program`, looked up in PATH where it has no slash, with its own name and `arguments`.
    init(_ program: String, _ arguments: [String]) throws(CommandError) {
        var toChild: [Int32] = [-1, -1]
        var fromChild: [Int32] = [-1, -1]
        guard unsafe leapp_pipe(&toChild) == 0 else { throw .secretSource(name: program, .unreadable(code: errno)) }
        guard unsafe leapp_pipe(&fromChild) == 0 else {
            let code = errno
            for end in toChild { close(end) }
            throw .secretSource(name: program, .unreadable(code: code))
        }
        let ours = [toChild[1], fromChild[0]]
        let (identifier, code) = ChildProgram.spawn(program, arguments, input: toChild[0], output: fromChild[1])
        close(toChild[0])
        close(fromChild[1])
        guard code == 0 else {
            for end in ours { close(end) }
            throw .secretSource(name: program, .unreadable(code: code))
        }
        self.identifier = identifier
        input = ours[0]
        output = ours[1]
    }

    /// Writes a public line to the program.
    borrowing func send(_ line: String) throws(CommandError) { try Output(descriptor: input).line(line) }

    /// Waits for its end; the exit status, or 128 and the number of the signal that ended it.
    consuming func finish() -> Int32 {
        let (identifier, ends) = (identifier, [input, output])
        for end in ends { close(end) }
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    private static func spawn(_ program: String, _ arguments: [String], input: Int32, output: Int32) -> (pid_t, Int32) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var (none, ignored) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe sigemptyset(&ignored)
        unsafe sigaddset(&ignored, SIGPIPE)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &ignored)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        defer {
            for index in unsafe words.indices { unsafe free(words[index]) }
        }
        var identifier: pid_t = 0
        let code = unsafe posix_spawnp(&identifier, program, &actions, &attributes, &words, ProcessEnvironment.pointers)
        return (identifier, code)
    }
}
