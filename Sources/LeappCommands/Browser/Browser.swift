import CLeappShims
import LeappAWS

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The user's browser: programs to try in turn until one opens an address.
struct Browser: ~Copyable {
    /// How far it is.
    enum State: Equatable {
        /// A program is at it; its end would say something.
        case opening(pid_t)
        /// A program ended well.
        case opened
        /// All programs failed, or could not be started.
        case failed
    }

    /// How often to ask how far it is, in milliseconds.
    static let pace: Int64 = 200

    /// How far it was when it was last asked.
    private(set) var state = State.failed
    private var rest: ArraySlice<BrowserCommand>
    private let address: WebURL

    /// Opens `address` with the first of `commands` that can be started; ``look()`` tells how it goes on.
    init(opening address: WebURL, with commands: [BrowserCommand]) {
        self.address = address
        rest = commands[...]
        startNext()
    }

    /// Looks whether the program that was started has ended: one that failed gives way to the next.
    ///
    /// A program that runs on may be the browser itself, and stays when this value ends.
    mutating func look() {
        guard case .opening(let program) = state else { return }
        var status: Int32 = 0
        let ended = unsafe waitpid(program, &status, WNOHANG)
        guard ended == program else { return }  // not yet: WNOHANG
        if status == 0 { state = .opened } else { startNext() }
    }

    private mutating func startNext() {
        state = .failed
        while case .failed = state, let command = rest.popFirst() {
            if let program = Browser.start(command.words(opening: address)) { state = .opening(program) }
        }
    }

    /// Starts a program without a shell, in a session of its own and without a terminal; nil where it cannot be started.
    ///
    /// It needs nothing of AWS, and gets none of the variables that may hold a key.
    private static func start(_ words: [String]) -> pid_t? {
        var block = EnvironmentBlock()
        for prefix in ["AWS_", "LEAPP_"] { block.remove(prefix: prefix) }
        let arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
        defer {
            for index in unsafe arguments.indices { unsafe free(arguments[index]) }
        }
        var identifier: pid_t = 0
        let code = unsafe block.withPointers { variables in
            unsafe arguments.withUnsafeBufferPointer { arguments in
                unsafe leapp_spawn_apart(words[0], arguments.baseAddress, variables, -1, -1, &identifier)
            }
        }
        return code == 0 ? identifier : nil
    }
}
