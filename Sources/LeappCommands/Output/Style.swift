/// How text is set off on a terminal, or not at all.
struct Style: Equatable, Sendable {
    /// Whether escape sequences are written.
    let isOn: Bool

    /// On for a terminal that can, unless `NO_COLOR` is set to anything but the empty text (no-color.org).
    init(isTerminal: Bool, noColor: String?, term: String?) {
        isOn = isTerminal && (noColor ?? "").isEmpty && term != "dumb"
    }

    /// Titles of a table.
    func title(_ text: String) -> String { wrapped(text, "1") }

    /// What is on, such as a started session.
    func active(_ text: String) -> String { wrapped(text, "32") }

    private func wrapped(_ text: String, _ code: String) -> String { isOn ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }
}
