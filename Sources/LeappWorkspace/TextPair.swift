/// A key and its value, where order matters or keys may repeat: tags, and a profile's other settings.
public struct TextPair: Hashable, Sendable {
    /// What is tagged or set.
    public let key: String
    /// What it is tagged with or set to.
    public let value: String

    /// Pairs `key` with `value`.
    public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}
