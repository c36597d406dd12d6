/// When so much would go at once that a person is asked, or told, as it may be an administrator's slip and not meant.
enum BulkLoss {
    /// Whether `lost` of `all` is more than ten, and more than a fifth.
    static func isOne(_ lost: Int, of all: Int) -> Bool { lost > max(10, all / 5) }
}
