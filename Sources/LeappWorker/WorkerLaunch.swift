import CLeappShims
import Glibc
import LeappAWS

/// How a worker comes to life.
struct WorkerLaunch: Sendable {
    /// Starts one and returns the socket to it and, where it is a process of its own, its id.
    let start: @Sendable () throws(AWSError) -> (descriptor: Int32, process: pid_t?)

    /// A process of `executable` with the argument `aws-worker`: an empty environment, a session and default signals of its
    /// own, no standard input or output, the socket as descriptor ``descriptor``, nothing else open.
    static func process(_ executable: String) -> WorkerLaunch {
        WorkerLaunch { () throws(AWSError) in
            let (ours, theirs) = try socketPair()
            defer { close(theirs) }
            do throws(AWSError) {
                return (ours, try spawn(executable, socket: theirs))
            } catch {
                close(ours)
                throw error
            }
        }
    }

    /// What a worker has its socket as.
    static let descriptor: Int32 = 3

    /// Two connected sockets that no other child inherits.
    static func socketPair() throws(AWSError) -> (Int32, Int32) {
        var pair: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &pair) == 0 else { throw .worker(.notStarted(errno: errno)) }
        return (pair[0], pair[1])
    }

    private static func spawn(_ executable: String, socket: Int32) throws(AWSError) -> pid_t {
        let nowhere = unsafe leapp_open("/dev/null", O_WRONLY | O_CLOEXEC, 0)
        guard nowhere >= 0 else { throw .worker(.notStarted(errno: errno)) }
        defer { close(nowhere) }
        var process: pid_t = 0
        let failure = unsafe executable.withCString { path in
            unsafe "aws-worker".withCString { argument in
                let words: [UnsafeMutablePointer<CChar>?] = unsafe [
                    UnsafeMutablePointer(mutating: path), UnsafeMutablePointer(mutating: argument), nil,
                ]
                let environment: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
                return unsafe leapp_spawn_apart(path, words, environment, nowhere, socket, &process)
            }
        }
        guard failure == 0 else { throw .worker(.notStarted(errno: failure)) }
        return process
    }
}
