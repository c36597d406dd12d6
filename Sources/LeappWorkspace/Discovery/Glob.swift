/// A pattern of whole names: `*` stands for any letters, `?` for one; upper and lower case of ASCII are the same.
public struct Glob: Hashable, Sendable {
    /// The longest pattern, in bytes.
    public static let limit = 256
    /// The most patterns of one filter.
    public static let most = 1024

    private let pattern: [Unicode.Scalar]

    /// A pattern; nil where it is empty or longer than ``limit``.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= Glob.limit else { return nil }
        pattern = Glob.folded(text)
    }

    /// Whether the pattern is of all of `text`. The time it takes is the product of both lengths at most.
    public func matches(_ text: String) -> Bool {
        let text = Glob.folded(text)
        var (place, at) = (0, 0)
        var star: (place: Int, at: Int)?
        while at < text.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, at)
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[at] {
                place += 1
                at += 1
            } else if let last = star {
                // The last star takes one letter more; earlier ones need not be tried again.
                star = (last.place, last.at + 1)
                (place, at) = (last.place + 1, last.at + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }

    private static func folded(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.map { scalar in
            (0x41...0x5a).contains(scalar.value) ? Unicode.Scalar(UInt8(scalar.value + 32)) : scalar
        }
    }
}
