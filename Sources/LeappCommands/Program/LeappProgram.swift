import ArgumentParser
import CLeappShims
import LeappWorker

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The whole program: what `main` calls.
public enum LeappProgram {
    /// Runs the command that the process's arguments name, and ends the process with its exit code.
    public static func run() async -> Never {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "aws-worker" { exit(await runWorker() ? ExitCode.success.rawValue : ExitCode.usage.rawValue) }
        prepareProcess(for: LeadingOptions.moved(arguments).first)
        let surroundings = Surroundings(
            environment: ProcessEnvironment.value, output: .standard, errors: .errors, program: ownPath())
        let code = await Surroundings.$current.withValue(surroundings) {
            do throws(CommandError) { try GivenArguments.ofProcess.check() } catch { return report(error) }
            return await run(arguments)
        }
        exit(code.rawValue)
    }

    /// Runs a command and says what went wrong, on the standard error; the exit code.
    static func run(_ arguments: [String]) async -> ExitCode {
        do {
            var command = try LeappCommand.parseAsRoot(LeadingOptions.moved(arguments))
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
            return .success
        } catch let error as CommandError {
            return report(error)
        } catch {
            return report(parsing: error)
        }
    }

    /// The path to call this program by: the client in front gives its own as the first argument.
    private static func ownPath() -> String {
        let name = CommandLine.arguments.first ?? ""
        if name.hasPrefix("/"), !name.hasSuffix("/leapp-core") { return name }
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe buffer.withUnsafeMutableBytes { buffer in
            unsafe buffer.baseAddress.map {
                unsafe readlink("/proc/self/exe", $0.assumingMemoryBound(to: CChar.self), buffer.count)
            } ?? 0
        }
        return length > 0 ? String(decoding: buffer[..<length], as: UTF8.self) : name
    }

    private static func report(_ error: CommandError) -> ExitCode {
        if case .output(EPIPE) = error {
            _ = signal(SIGPIPE, SIG_DFL)
            raise(SIGPIPE)
        }
        write("leapp: \(DisplayWidth.printable(error.words))\n", to: .errors)
        return error.exitCode
    }

    /// Help and version go to the standard output; what the parser refuses is a usage error.
    private static func report(parsing error: any Error) -> ExitCode {
        let message = LeappCommand.fullMessage(for: error)
        guard LeappCommand.exitCode(for: error) != .success else {
            write(message + "\n", to: .standard)
            return .success
        }
        let words = message.hasPrefix("Error: ") ? message.dropFirst("Error: ".count) : message[...]
        let lines = words.split(separator: "\n", omittingEmptySubsequences: false).map { DisplayWidth.printable(String($0)) }
        write("leapp: \(lines.joined(separator: "\n"))\n", to: .errors)
        return .usage
    }

    private static func write(_ text: String, to output: Output) {
        do throws(CommandError) {
            try output.write(text)
        } catch {
            // There is nowhere left to say it; the exit code still does.
        }
    }

    /// The first statements of the program (agent.md): no tracing, no core file.
    ///
    /// What `exec`, `sso` and `console` start inherits neither a closed core limit nor "no new privileges": both would break a user's
    /// command, or a browser with a sandbox of its own.
    private static func prepareProcess(for command: String?) {
        if leapp_fill_standard_descriptors() != 0 { _exit(ExitCode.general.rawValue) }
        let startsOthers = ["exec", "sso", "console"].contains(command)
        let protected = startsOthers ? leapp_refuse_tracing() : leapp_harden_process()
        if protected != 0 { write("leapp: this system does not let a program keep its memory from others\n", to: .errors) }
        for ignored in [SIGPIPE, SIGXFSZ] { _ = signal(ignored, SIG_IGN) }  // the write says what is wrong
        Interruption.endsCommand()
    }
}
