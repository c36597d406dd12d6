import LeappMerge

/// Something to choose from.
struct PickerEntry: Equatable, Sendable {
    /// What a choice gives back.
    let id: RecordID
    /// What is shown, a column each; what stands first matters most.
    let columns: [String]
    /// When it was last used, in seconds since 1970.
    let lastUsed: Int64?
    /// What patterns are looked for in.
    let text: FuzzyText

    init(id: RecordID, columns: [String], lastUsed: Int64?, others: [String] = []) {
        (self.id, self.columns, self.lastUsed) = (id, columns, lastUsed)
        text = FuzzyText((columns + others).joined(separator: " "))
    }
}
