import LeappMerge

/// What a picker shows and where it stands: a value that keys change, with no terminal in it.
struct PickerList: Sendable {
    /// What became of a key.
    enum Outcome: Equatable, Sendable {
        case goOn, chosen(RecordID), left, stop, redraw
    }

    private let entries: [PickerEntry]
    private let widths: [Int]
    /// What was typed.
    private(set) var query = ""
    /// The entries that it finds, the best first; as places in ``entries``.
    private(set) var found: [Int]
    private var selected = 0
    private var first = 0
    private var page = 10

    /// A list of `entries`, those used last first.
    init(_ entries: [PickerEntry]) {
        let sorted = entries.sorted {
            ($1.lastUsed ?? .min, $0.columns.first ?? "") < ($0.lastUsed ?? .min, $1.columns.first ?? "")
        }
        self.entries = sorted
        let count = sorted.map(\.columns.count).max() ?? 0
        widths = (0..<count).map { column in
            min(
                40,
                sorted.map { $0.columns.indices.contains(column) ? DisplayWidth.columns(of: $0.columns[column]) : 0 }.max() ?? 0)
        }
        found = Array(sorted.indices)
    }

    /// Does what a key says.
    mutating func press(_ key: PickerKey) -> Outcome {
        switch key {
        case .letter(let letter): search(query + String(letter))
        case .pasted(let text): search(query + text)
        case .backspace: search(String(query.dropLast()))
        case .eraseWord:
            let kept = query.reversed().drop { $0 == " " }.drop { $0 != " " }
            search(String(kept.reversed()))
        case .eraseLine: search("")
        case .up: move(-1)
        case .down: move(1)
        case .pageUp: move(-page)
        case .pageDown: move(page)
        case .enter: return found.isEmpty ? .goOn : .chosen(entries[found[selected]].id)
        case .leave: return .left
        case .stop: return .stop
        case .redraw: return .redraw
        case .other: break
        }
        return .goOn
    }

    private mutating func move(_ by: Int) { selected = max(0, min(found.count - 1, selected + by)) }

    private mutating func search(_ text: String) {
        // What a longer pattern finds, the shorter one has found too.
        let candidates = text.hasPrefix(query) && !query.isEmpty ? found.sorted() : Array(entries.indices)
        (query, selected, first) = (text, 0, 0)
        let pattern = FuzzyPattern(text)
        guard !pattern.isEmpty else {
            found = Array(entries.indices)
            return
        }
        var scored: [(score: Int, place: Int)] = []
        for place in candidates {
            if let score = pattern.score(in: entries[place].text) { scored.append((score, place)) }
        }
        // The places are by recency: it decides between entries that are found equally well.
        found = scored.sorted { ($1.score, $0.place) < ($0.score, $1.place) }.map(\.place)
    }

    /// The lines for a terminal of that size: the prompt with what was typed, then what was found.
    mutating func lines(columns: Int, rows: Int) -> [Line] {
        page = max(1, rows - 2)
        first = max(0, min(first, selected, found.count - page))
        if selected >= first + page { first = selected - page + 1 }
        let width = max(1, columns - 1)  // a full last column would wrap on some terminals
        let count = "\(found.count)/\(entries.count)"
        var lines = [Line(text: DisplayWidth.fitting("session> \(DisplayWidth.printable(query))", in: width), isSelected: false)]
        if rows > 1 {
            lines.append(Line(text: DisplayWidth.fitting("  \(count)  Enter starts, Esc leaves", in: width), isSelected: false))
        }
        for place in found[first..<min(found.count, first + max(0, rows - 2))] {
            let isSelected = place == found[selected]
            lines.append(
                Line(text: DisplayWidth.fitting((isSelected ? "> " : "  ") + row(place), in: width), isSelected: isSelected))
        }
        return lines
    }

    /// A line of text, with nothing in it that could steer a terminal.
    struct Line: Equatable, Sendable {
        let text: String
        let isSelected: Bool
    }

    private func row(_ place: Int) -> String {
        var row = ""
        for (width, cell) in zip(widths, entries[place].columns) {
            let text = DisplayWidth.fitting(DisplayWidth.printable(cell), in: width)
            row += text + String(repeating: " ", count: max(0, width - DisplayWidth.columns(of: text)) + 2)
        }
        return row
    }
}
