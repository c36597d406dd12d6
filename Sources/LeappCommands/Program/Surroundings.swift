/// What a command sees of the world that it was started in; made once, by ``LeappProgram``.
struct Surroundings: Sendable {
    /// A variable of the environment; nil where it is not set.
    let environment: @Sendable (String) -> String?
    /// Where data goes.
    let output: Output
    /// Where everything else goes.
    let errors: Output
    /// The absolute path that `start --method process` writes as the program.
    let program: String

    /// The surroundings of the command that runs now.
    @TaskLocal static var current = Surroundings(
        environment: ProcessEnvironment.value, output: .standard, errors: .errors, program: "leapp")

    /// A variable that is set to more than the empty text.
    func variable(_ name: String) -> String? {
        guard let value = environment(name), !value.isEmpty else { return nil }
        return value
    }

    /// How the data output is set off.
    var style: Style {
        Style(isTerminal: output.isTerminal, noColor: environment("NO_COLOR"), term: environment("TERM"))
    }

    /// How many columns the data output has; nil where it is no terminal, so that nothing is cut for a pipe.
    var width: Int? { output.columns }

    /// Writes a table to the data output, cut to its terminal.
    func print(_ table: Table) throws(CommandError) {
        var text = ""
        for (index, line) in table.lines(width: width).enumerated() {
            text += index == 0 ? style.title(line) : line
            text += "\n"
        }
        try output.write(text)
    }

    /// Writes a line of words, not data.
    func note(_ line: String) throws(CommandError) { try errors.line(line) }
}
