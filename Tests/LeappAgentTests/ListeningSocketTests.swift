import Glibc
import LeappAgentClient
import Testing

@testable import LeappAgent

@Suite struct ListeningSocketTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func failure(_ path: String) -> AgentError? {
        do {
            _ = try ListeningSocket.open(path)
            return nil
        } catch { return error }
    }

    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    /// Whether somebody listens at the socket.
    private func answers(_ path: String) -> Bool {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        guard var address = SocketAddress(path) else { return false }
        return address.connect(descriptor) == 0
    }

    @Test func theSocketAndItsDirectoryAreClosedToOthers() throws {
        let socket = try ListeningSocket.open(scratch.socket)
        #expect(mode(scratch.socket) == 0o600)
        #expect(mode(scratch.directory) == 0o700)
        #expect(mode(scratch.directory + "/agent.lock") == 0o600)
        #expect(socket.isInPlace)
        #expect(answers(scratch.socket))
    }

    @Test func missingDirectoriesAreMade() throws {
        let path = scratch.path + "/a/b/run/agent.sock"
        let socket = try ListeningSocket.open(path)
        #expect(mode(scratch.path + "/a") == 0o700)
        #expect(answers(path))
        socket.remove()
        unsafe unlink(scratch.path + "/a/b/run/agent.lock")
    }

    @Test func aSecondAgentIsTurnedAwayAndTheFirstLeftAlone() throws {
        let first = try ListeningSocket.open(scratch.socket)
        #expect(failure(scratch.socket) == .alreadyRunning)
        #expect(answers(scratch.socket))
        #expect(first.isInPlace)
    }

    @Test func aLiveAgentWhoseLockFileWasDeletedIsLeftAlone() throws {
        let first = try ListeningSocket.open(scratch.socket)
        unsafe unlink(scratch.directory + "/agent.lock")
        #expect(failure(scratch.socket) == .alreadyRunning)
        #expect(answers(scratch.socket))
        #expect(first.isInPlace)
    }

    @Test func aDeadAgentsSocketIsReplaced() throws {
        close((try ListeningSocket.open(scratch.socket)).handOver())
        #expect(mode(scratch.socket) == 0o600)
        #expect(!answers(scratch.socket))
        let next = try ListeningSocket.open(scratch.socket)
        #expect(answers(scratch.socket))
        #expect(next.isInPlace)
    }

    @Test func anAgentThatIsAboutToEndIsWaitedFor() async throws {
        var first: ListeningSocket? = try ListeningSocket.open(scratch.socket)
        first?.remove()
        let path = scratch.socket
        let next = Task { try await ListeningSocket.openPatiently(path) }
        first = nil
        #expect(try await next.value.isInPlace)
        #expect(first == nil)
    }

    @Test func anAgentThatListensIsNotWaitedFor() async throws {
        let first = try ListeningSocket.open(scratch.socket)
        await #expect(throws: AgentError.alreadyRunning) { try await ListeningSocket.openPatiently(scratch.socket) }
        #expect(first.isInPlace)
    }

    @Test func aFileInPlaceOfTheSocketIsLeftAlone() throws {
        unsafe mkdir(scratch.directory, 0o700)
        close(unsafe creat(scratch.socket, 0o600))
        #expect(failure(scratch.socket) == .unsafePlace(path: scratch.socket, .otherKind))
        #expect(mode(scratch.socket) == 0o600)
    }

    @Test func aLinkInPlaceOfTheSocketIsLeftAlone() throws {
        unsafe mkdir(scratch.directory, 0o700)
        unsafe symlink("/dev/null", scratch.socket)
        #expect(failure(scratch.socket) == .unsafePlace(path: scratch.socket, .otherKind))
    }

    @Test func aLinkInPlaceOfTheDirectoryIsRefused() throws {
        let other = try Scratch()
        unsafe symlink(other.path, scratch.path + "/link")
        #expect(failure(scratch.path + "/link/agent.sock") == .unsafePlace(path: scratch.path + "/link", .otherKind))
    }

    @Test func aDirectoryThatOthersMayWriteToIsRefused() throws {
        unsafe mkdir(scratch.directory, 0o700)
        unsafe chmod(scratch.directory, 0o770)
        #expect(failure(scratch.socket) == .unsafePlace(path: scratch.directory, .writableByOthers))
    }

    @Test func aDirectoryThatOthersMayReadIsClosed() throws {
        unsafe mkdir(scratch.directory, 0o755)
        let socket = try ListeningSocket.open(scratch.socket)
        #expect(mode(scratch.directory) == 0o700)
        #expect(socket.isInPlace)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func anotherUsersDirectoryIsRefused() throws {
        unsafe mkdir(scratch.directory, 0o700)
        unsafe chown(scratch.directory, 65534, 65534)
        #expect(failure(scratch.socket) == .unsafePlace(path: scratch.directory, .otherOwner(65534)))
    }

    @Test func aPathThatIsTooLongIsRefused() {
        let path = "/tmp/" + String(repeating: "x", count: 120) + "/agent.sock"
        #expect(failure(path) == .unsafePlace(path: path, .tooLong))
    }

    @Test func aSocketThatWasReplacedIsNoticedAndNotRemoved() throws {
        let socket = try ListeningSocket.open(scratch.socket)
        unsafe unlink(scratch.socket)
        #expect(!socket.isInPlace)
        close(unsafe creat(scratch.socket, 0o600))
        #expect(!socket.isInPlace)
        socket.remove()
        #expect(mode(scratch.socket) == 0o600)
    }

    @Test func theSocketIsRemovedAtTheEnd() throws {
        let socket = try ListeningSocket.open(scratch.socket)
        socket.remove()
        #expect(mode(scratch.socket) == nil)
    }

    @Test func anActivationMeantForAnotherProcessIsIgnored() throws {
        #expect(try ListeningSocket.activated(pid: "1", count: "1", path: scratch.socket) == nil)
        #expect(try ListeningSocket.activated(pid: nil, count: nil, path: scratch.socket) == nil)
        #expect(throws: AgentError.badActivation(count: "2")) {
            try ListeningSocket.activated(pid: String(getpid()), count: "2", path: scratch.socket)
        }
    }
}
