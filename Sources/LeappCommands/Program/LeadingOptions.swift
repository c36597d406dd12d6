/// Moves `--vault PATH` from in front of the command's words to behind them, as in `leapp --vault x session list`.
enum LeadingOptions {
    /// The arguments, without the program's name, as the parser wants them.
    static func moved(_ arguments: [String]) -> [String] {
        var leading: [String] = []
        var rest = arguments[...]
        while let first = rest.first {
            if first == "--vault", rest.count >= 2 {
                leading += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else if first.hasPrefix("--vault=") {
                leading.append(first)
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        guard !leading.isEmpty else { return arguments }
        let words = rest.prefix { !$0.hasPrefix("-") }
        guard !words.isEmpty else { return arguments }
        let (before, after) = (rest.prefix { $0 != "--" }, rest.drop { $0 != "--" })
        return before + leading + after
    }
}
