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

    /// A tag as it is written: `KEY=VALUE`, or `KEY` for one without a value.
    public init(tag text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
    }

    /// The tag as it is written.
    public var tagText: String { "\(key)=\(value)" }
}
