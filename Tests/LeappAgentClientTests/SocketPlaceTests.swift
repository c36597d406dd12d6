import Glibc
import LeappAgentClient
import Testing

@Suite struct SocketPlaceTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func failure(_ path: String) -> AgentClientError? {
        do {
            _ = try AgentClient(path: path)
            return nil
        } catch { return error }
    }

    @Test func withoutASocketThereIsNoAgent() {
        #expect(failure(scratch.socket) == .noAgent)
        #expect(failure(scratch.path + "/missing/agent.sock") == .noAgent)
    }

    @Test func aSocketThatADeadAgentLeftIsNoAgent() throws {
        close(try listeningSocket(scratch.socket))
        #expect(failure(scratch.socket) == .noAgent)
    }

    @Test func aFileIsNoSocket() {
        close(unsafe creat(scratch.socket, 0o600))
        #expect(failure(scratch.socket) == .unsafePlace(path: scratch.socket, .otherKind))
    }

    @Test func aLinkToASocketIsRefused() throws {
        let listening = try listeningSocket(scratch.path + "/other.sock")
        defer { close(listening) }
        unsafe symlink(scratch.path + "/other.sock", scratch.socket)
        #expect(failure(scratch.socket) == .unsafePlace(path: scratch.socket, .otherKind))
    }

    @Test func aLinkToTheDirectoryIsRefused() throws {
        let other = try Scratch()
        let listening = try listeningSocket(other.socket)
        defer { close(listening) }
        let link = scratch.path + "/link"
        unsafe symlink(other.path, link)
        #expect(failure(link + "/agent.sock") == .unsafePlace(path: link, .otherKind))
    }

    @Test(arguments: [0o720, 0o702, 0o777] as [mode_t])
    func aDirectoryThatOthersMayWriteToIsRefused(_ mode: mode_t) throws {
        let listening = try listeningSocket(scratch.socket)
        defer { close(listening) }
        unsafe chmod(scratch.path, mode)
        #expect(failure(scratch.socket) == .unsafePlace(path: scratch.path, .writableByOthers))
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func anotherUsersSocketOrDirectoryIsRefused() throws {
        let listening = try listeningSocket(scratch.socket)
        defer { close(listening) }
        unsafe chown(scratch.socket, 65534, 65534)
        #expect(failure(scratch.socket) == .unsafePlace(path: scratch.socket, .otherOwner(65534)))
        unsafe chown(scratch.path, 65534, 65534)
        #expect(failure(scratch.socket) == .unsafePlace(path: scratch.path, .otherOwner(65534)))
    }

    @Test(
        arguments: [
            (["XDG_RUNTIME_DIR": "/run/u", "XDG_STATE_HOME": "/s", "HOME": "/h"], "/run/u/leapp/agent.sock"),
            (["XDG_STATE_HOME": "/s", "HOME": "/h"], "/s/leapp/run/agent.sock"),
            (["XDG_RUNTIME_DIR": "", "HOME": "/h"], "/h/.local/state/leapp/run/agent.sock"),
            (["XDG_RUNTIME_DIR": "run", "XDG_STATE_HOME": "s", "HOME": "/h"], "/h/.local/state/leapp/run/agent.sock"),
            (["HOME": "h"], nil), ([:], nil),
        ] as [([String: String], String?)])
    func theSocketIsWhereTheEnvironmentSays(_ environment: [String: String], _ path: String?) {
        #expect(AgentSocketPath.find { environment[$0] } == path)
    }

    @Test(arguments: [("/a/b/agent.sock", "/a/b"), ("/agent.sock", "/"), ("agent.sock", "/")])
    func theDirectoryIsWhatStandsBeforeTheLastSlash(_ path: String, _ directory: String) {
        #expect(AgentSocketPath.directory(of: path) == directory)
    }
}
