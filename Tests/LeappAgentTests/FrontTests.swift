import Glibc
import LeappAgent
import Testing

@Suite struct FrontTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// What the front does with `arguments`, with an agent at its place.
    private func run(
        _ arguments: [String], agent: Bool = true, core: Bool = false, _ variables: [String: String] = [:]
    ) throws -> FrontProgram.Ending {
        let front = try FrontProgram(into: scratch.path)
        defer {
            for name in ["leapp", "leapp-core", "leapp/agent.sock", "leapp/agent.lock"] {
                unsafe unlink(scratch.path + "/" + name)
            }
            unsafe rmdir(scratch.path + "/runtime/leapp")
            unsafe rmdir(scratch.path + "/runtime")
        }
        if core { try front.addCore() }
        let runtime = scratch.path + "/runtime"
        unsafe mkdir(runtime, 0o700)
        var pid: pid_t?
        if agent {
            let socket = runtime + "/leapp/agent.sock"
            let launcher = AgentLauncher(
                program: FrontProgram.built("AgentDouble"), arguments: [socket, scratch.path + "/events"], log: nil)
            guard case .started(let started) = try launcher.launch() else { throw Caller.Surprise.ended }
            pid = started
        }
        let ending = try front.run(arguments, variables.merging(["XDG_RUNTIME_DIR": runtime]) { first, _ in first })
        if let pid {
            var status: CInt = 0
            kill(pid, SIGTERM)
            unsafe waitpid(pid, &status, 0)
            unsafe unlink(runtime + "/leapp/agent.lock")
        }
        return ending
    }

    @Test func theAgentsOutputIsWrittenAsItIs() throws {
        #expect(try run(["credential-process", "dev"]) == .init(code: 0, output: "dev of any\n", complaint: ""))
    }

    @Test func theVaultThatIsMeantGoesAlong() throws {
        let ending = try run(["credential-process", "--no-mfa", "dev"], agent: true, core: false, ["LEAPP_VAULT": "/v.lpv"])
        #expect(ending == .init(code: 0, output: "dev of /v.lpv, no code\n", complaint: ""))
    }

    @Test func aRefusalIsOneLineAndItsExitCode() throws {
        let ending = try run(["credential-process", "refused"])
        #expect(ending == .init(code: 15, output: "", complaint: "leapp: AccessDenied\n"))
    }

    @Test func aLockedAgentIsExitCode11AndNoControlCharacterPasses() throws {
        let ending = try run(["credential-process", "locked"])
        #expect(ending == .init(code: 11, output: "", complaint: "leapp: locked: [31m run `leapp unlock`\n"))
    }

    @Test func withoutAnAgentTheExitCodeIs11() throws {
        let ending = try run(["credential-process", "dev"], agent: false)
        #expect(ending.code == 11)
        #expect(ending.output == "")
        #expect(ending.complaint.split(separator: "\n").count == 1)
    }

    @Test func anAnswerWithoutOutputIsNotTakenForOne() throws {
        let ending = try run(["credential-process", "senseless"])
        #expect(ending.code == 1)
        #expect(ending.output == "")
    }

    @Test(
        arguments: [
            [], ["--version"], ["session", "list"], ["credential-process"],
            ["credential-process", "dev", "--mfa-code", "123456"],
            ["credential-process", "--help"], ["credential-process", "--no-mfa"], ["credential-process", ""],
        ] as [[String]])
    func everythingElseIsHandedOver(_ arguments: [String]) throws {
        let ending = try run(arguments, core: true)
        #expect(ending == .init(code: 42, output: "core:\(arguments.joined(separator: " "))\n", complaint: ""))
    }

    @Test(arguments: [true, false])
    func withAWayToThePassphraseALockedAgentIsHandedOver(_ agent: Bool) throws {
        let ending = try run(["credential-process", "locked"], agent: agent, core: true, ["LEAPP_ASKPASS": "/bin/askpass"])
        #expect(ending == .init(code: 42, output: "core:credential-process locked\n", complaint: ""))
    }

    @Test func aRelativeVaultIsHandedOver() throws {
        let ending = try run(["credential-process", "dev"], core: true, ["LEAPP_VAULT": "v.lpv"])
        #expect(ending.code == 42)
    }

    @Test func withoutItsCoreTheExitCodeIs127() throws {
        let ending = try run(["status"])
        #expect(ending.code == 127)
        #expect(ending.complaint == "leapp: cannot run \(scratch.path)/leapp-core: No such file or directory\n")
    }
}
