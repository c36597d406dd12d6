/// A key and its value, where order matters or keys may repeat: tags, and a profile's other settings.
public struct TextPair: Hashable, Sendable {
    public let key: String
    public let value: String

    /// Pairs `key` with `value`.
    public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}
