/// Rows under titles, laid out to fit a terminal.
struct Table: Equatable, Sendable {
    /// A column: its title, and how far it may be cut where the terminal is narrow.
    struct Column: Equatable, Sendable {
        let title: String
        /// The fewest columns of the terminal that it may be cut to; nil where it is never cut.
        let least: Int?

        init(_ title: String, least: Int? = nil) {
            self.title = title
            self.least = least
        }
    }

    /// The columns, the least important last: where cutting does not help, columns go from the end.
    let columns: [Column]
    /// One text a column in each row.
    var rows: [[String]]

    private static let gap = "  "

    /// The title line and a line for each row; no line is wider than `width`, where one is given.
    func lines(width: Int?) -> [String] {
        let cells = ([columns.map(\.title)] + rows).map { $0.map(DisplayWidth.printable) }
        var widths = columns.indices.map { column in
            cells.map { $0.indices.contains(column) ? DisplayWidth.columns(of: $0[column]) : 0 }.max() ?? 0
        }
        if let width { fit(&widths, into: width) }
        return cells.map { row in
            var line = ""
            var blanks = 0  // put before the next text only, so that no line ends with one
            for (column, columnWidth) in widths.enumerated() {
                let text = DisplayWidth.fitting(row.indices.contains(column) ? row[column] : "", in: columnWidth)
                if !text.isEmpty {
                    for _ in 0..<blanks { line.append(" ") }
                    blanks = 0
                    line += text
                }
                blanks += columnWidth - DisplayWidth.columns(of: text) + Table.gap.utf8.count
            }
            return line
        }
    }

    /// Drops columns from the end until the others fit when they are cut as far as they may be; then cuts the widest, one step at a
    /// time, no further than is needed.
    private func fit(_ widths: inout [Int], into width: Int) {
        func total(_ widths: some Collection<Int>) -> Int { widths.reduce(0, +) + Table.gap.count * max(0, widths.count - 1) }
        var least = widths.indices.map { column in min(widths[column], columns[column].least ?? widths[column]) }
        while least.count > 1, total(least) > width { least.removeLast() }
        widths = Array(widths.prefix(least.count))
        while total(widths) > width {
            let candidates = widths.indices.filter { widths[$0] > least[$0] }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else {
                widths[0] = max(1, width)
                return
            }
            widths[widest] -= 1
        }
    }
}
