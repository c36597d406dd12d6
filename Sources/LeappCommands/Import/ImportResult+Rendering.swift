import LeappImport

extension ImportResult {
    /// The most rows that are shown unasked; a dry run shows all.
    private static let rowLimit = 200

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        let shown =
            isDryRun || entries.count <= Self.rowLimit ? entries : entries.filter { $0.fate == .kept || $0.fate == .skipped }
        if !shown.isEmpty { try surroundings.print(table(of: shown)) }
        if let tokens, !tokens.entries.isEmpty { try surroundings.print(tokens.table(isDryRun: isDryRun)) }
        for warning in warnings { try surroundings.note("\(warning.file):\(warning.line): \(warning.message)") }
        for profile in unscrubbed { try surroundings.note("\(profile): its key stays in the file, as the vault has another one") }
        for file in remaining {
            let lines = file.lines.map(String.init).joined(separator: ", ")
            try surroundings.note("\(file.path): a secret key is still in line \(lines); it was not imported, so it stays")
        }
        for removed in scrub?.removed ?? [] where isDryRun {
            try surroundings.note("\(removed.file):\(removed.line): \(removed.what) would go")
        }
        if scrub != nil {
            for note in tokens?.scrubNotes(isDryRun: isDryRun) ?? [] { try surroundings.note(note) }
        }
        try surroundings.output.line(summary)
    }

    /// The last line.
    var summary: String {
        let counts = Fate.allCases.map { "\(count($0)) \($0.rawValue)" }.joined(separator: ", ")
        let files = scrub?.files.map(\.path).joined(separator: ", ") ?? ""
        let scrubbed = files.isEmpty ? "" : isDryRun ? "; would be scrubbed: \(files)" : "; scrubbed: \(files)"
        return (isDryRun ? "plan: " : "") + counts + (tokens?.summary ?? "") + scrubbed
    }

    private func table(of entries: [Entry]) -> Table {
        Table(
            columns: [
                Table.Column("PROFILE", least: 10), Table.Column("KIND"), Table.Column(isDryRun ? "PLAN" : "RESULT"),
                Table.Column("REASON", least: 10),
            ],
            rows: entries.map { [$0.profile, $0.kind, $0.fate.rawValue, $0.reason ?? ""] })
    }

    /// The JSON that scripts read.
    var value: JSON {
        var fields: [String: JSON] = [
            "version": .integer(1), "dryRun": .bool(isDryRun),
            "warnings": .list(
                warnings.map { warning in
                    .object([
                        "file": .text(warning.file), "line": .integer(Int64(warning.line)), "message": .text(warning.message),
                    ])
                }),
            "remaining": .list(
                remaining.map { file in
                    .object(["file": .text(file.path), "lines": .list(file.lines.map { .integer(Int64($0)) })])
                }),
            "tokens": tokens?.value ?? .list([]),
            "removedFiles": .texts(scrub == nil ? [] : tokens?.scrubbedPaths ?? []),
            "remainingClients": .texts(scrub == nil ? [] : tokens?.strayClients ?? []),
            "scrubbed": .texts(scrub?.files.map(\.path) ?? []),
            "removed": .list(
                (scrub?.removed ?? []).map { line in
                    .object([
                        "file": .text(line.file), "line": .integer(Int64(line.line)), "profile": .text(line.profile),
                        "what": .text(line.what),
                    ])
                }),
        ]
        for fate in Fate.allCases { fields[fate.rawValue] = .list(entries.filter { $0.fate == fate }.map(\.value)) }
        return .object(fields)
    }
}

extension ImportResult.Entry {
    /// The JSON that scripts read.
    fileprivate var value: JSON {
        .object(["profile": .text(profile), "kind": .text(kind), "reason": .text(reason)])
    }
}
