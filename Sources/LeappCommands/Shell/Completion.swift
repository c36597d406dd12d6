import ArgumentParser

/// `leapp completion`.
struct Completion: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a completion script.",
        discussion: "Example: leapp completion bash > ~/.local/share/bash-completion/completions/leapp")

    @Argument(help: "bash, zsh or fish.")
    var shell: CompletionSyntax

    func run() throws {
        try Surroundings.current.output.write(LeappCommand.completionScript(for: shell.generated) + "\n")
    }
}

/// A shell that completion scripts are made for.
enum CompletionSyntax: String, CaseIterable, Sendable, ExpressibleByArgument {
    case bash, zsh, fish

    /// As ArgumentParser names it.
    var generated: CompletionShell {
        switch self {
        case .bash: .bash
        case .zsh: .zsh
        case .fish: .fish
        }
    }
}
