import CLeappShims
import Glibc

/// The small program in front, in a folder of its own, as tools call it.
struct FrontProgram {
    /// How a run ended.
    struct Ending: Equatable {
        var code: CInt
        var output: String
        var complaint: String
    }

    private let folder: String

    /// Copies the built program into `folder`.
    init(into folder: String) throws {
        self.folder = folder
        let program = FrontProgram.read(FrontProgram.built("leapp"))
        try write(program, to: folder + "/leapp", mode: 0o700)
    }

    /// Puts a script in the place of `leapp-core`, which prints how it was called.
    func addCore(_ name: String = "leapp-core") throws {
        try write(Array("#!/bin/sh\necho \"core:$*\"\nexit 42\n".utf8), to: folder + "/" + name, mode: 0o700)
    }

    /// Runs it with nothing else in its environment than `variables`.
    ///
    /// A process that another test is just starting may hold the copies open for writing for a moment: then once more.
    func run(_ arguments: [String], _ variables: [String: String]) throws -> Ending {
        for _ in 0..<5000 {
            do {
                let ending = try start(arguments, variables)
                if !ending.complaint.hasSuffix("Text file busy\n") { return ending }
            } catch Caller.Surprise.noConnection(ETXTBSY) {}
        }
        throw Caller.Surprise.noConnection(ETXTBSY)
    }

    private func start(_ arguments: [String], _ variables: [String: String]) throws -> Ending {
        var output: [CInt] = [-1, -1]
        var complaint: [CInt] = [-1, -1]
        guard unsafe leapp_pipe(&output) == 0, unsafe leapp_pipe(&complaint) == 0 else { throw Caller.Surprise.ended }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, complaint[1], 2)
        let words = unsafe ([folder + "/leapp"] + arguments).map { unsafe strdup($0) } + [nil]
        let environment = unsafe variables.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        var pid: pid_t = 0
        let code = unsafe posix_spawn(&pid, folder + "/leapp", &actions, nil, words, environment)
        unsafe posix_spawn_file_actions_destroy(&actions)
        let texts = unsafe words + environment
        for index in unsafe texts.indices { unsafe free(texts[index]) }
        close(output[1])
        close(complaint[1])
        defer {
            close(output[0])
            close(complaint[0])
        }
        guard code == 0 else { throw Caller.Surprise.noConnection(code) }
        let said = [output[0], complaint[0]].map { String(decoding: FrontProgram.rest(of: $0), as: UTF8.self) }
        var status: CInt = 0
        unsafe waitpid(pid, &status, 0)
        return Ending(code: status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f), output: said[0], complaint: said[1])
    }

    /// A program that was built beside the test program.
    static func built(_ name: String) -> String {
        var path = [UInt8](repeating: 0, count: 4096)
        let length = unsafe path.withUnsafeMutableBytes { unsafe readlink("/proc/self/exe", $0.baseAddress!, $0.count) }
        let own = String(decoding: path[..<max(length, 0)], as: UTF8.self)
        return own.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/" + name
    }

    private func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress!, $0.count) }
            guard written > 0 else { throw Caller.Surprise.notSent(errno) }
            rest = rest.dropFirst(written)
        }
    }

    private static func read(_ path: String) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        return rest(of: file)
    }

    private static func rest(of descriptor: CInt) -> [UInt8] {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { return all }
            all += piece[..<count]
        }
    }
}
