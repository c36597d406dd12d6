import LeappEngine
import LeappVault

extension VaultErrorClass {
    /// The exit code of the kind of failure (workspace.md, "Error classes and exit codes").
    var exitCode: ExitCode { ExitCode(rawValue: Int32(exitStatus)) ?? .general }
}
