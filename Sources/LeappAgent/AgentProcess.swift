import CLeappShims
import Glibc

/// The new process of an agent: a session of its own, `/` as its directory, no descriptors but its diary and the pipe, the
/// default signals, and only the environment that ``AgentEnvironment`` keeps.
struct AgentProcess {
    /// The descriptor that the pipe has in the new process.
    private static let readyDescriptor: CInt = 3

    private let program: String
    private let arguments: [String]
    private let ready: CInt
    private let diary: CInt

    init(_ program: String, _ arguments: [String], ready: CInt, diary: CInt) {
        (self.program, self.arguments, self.ready, self.diary) = (program, arguments, ready, diary)
    }

    /// Starts it: 0 and its process id, or the `errno`.
    func start() -> (code: CInt, pid: pid_t) {
        var pid: pid_t = -1
        let words = CStrings([program] + arguments)
        let variables = CStrings(AgentEnvironment.entries() + ["\(ReadyPipe.variable)=\(AgentProcess.readyDescriptor)"])
        let code = unsafe leapp_spawn_apart(program, words.vector, variables.vector, diary, ready, &pid)
        return (code, pid)
    }
}

/// A null-terminated vector of C strings, freed with the value.
@safe private struct CStrings: ~Copyable {
    let vector: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ texts: [String]) {
        count = texts.count
        unsafe vector = .allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { unsafe (vector + index).initialize(to: strdup(text)) }
        unsafe (vector + texts.count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { unsafe free(vector[index]) }
        unsafe vector.deallocate()
    }
}
