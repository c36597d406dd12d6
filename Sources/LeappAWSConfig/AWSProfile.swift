/// A profile, or a `[sso-session …]` or `[services …]` section, merged by the SDKs' rules from all places where it stands.
public struct AWSProfile: Sendable {
    let source: ProfileSet.Content
    let row: Int

    /// Its name.
    public var name: String { source.rows[row].name }

    /// Its keys with the values that count, in the order in which they first appear: config before credentials.
    public var entries: [AWSEntry] { source.rows[row].entries.map { AWSEntry(source: source, row: source.entries[$0]) } }

    /// The value that counts for a lower-case key.
    public subscript(key: String) -> AWSEntry? {
        for index in source.rows[row].entries where source.key(source.entries[index]) == key {
            return AWSEntry(source: source, row: source.entries[index])
        }
        return nil
    }

    /// The text of a key that holds no secret; nil where it is absent or empty.
    public func text(_ key: String) -> String? {
        guard let text = self[key]?.value.text, !text.isEmpty else { return nil }
        return text
    }
}

/// A key of a profile with the value that counts.
public struct AWSEntry: Sendable {
    let source: ProfileSet.Content
    let row: ProfileSet.EntryRow

    /// The key, in lower case.
    public var key: String { source.key(row) }
    /// The file that the value comes from.
    public var file: AWSFile { row.file }
    /// The line of the key, counted from 1.
    public var line: Int { source.document(row.file).properties[row.property].line + 1 }
    /// The value.
    public var value: AWSValue { source.document(row.file).value(row.property) }
}
