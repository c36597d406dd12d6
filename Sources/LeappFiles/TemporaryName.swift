import LeappBytes
import LeappCrypto

/// The names of temporary files: `.NAME.leapp-RANDOM.tmp` beside the file that they will replace.
enum TemporaryName {
    private static let ending = ".tmp"
    private static let digits = 16
    private static let mark = ".leapp-"

    /// A fresh path for a temporary file that will replace `target`.
    static func make(for target: String, randomness: Randomness) -> String {
        let name = beginning(for: target) + randomness.bytes(digits / 2).hex + ending
        return FilePath.join(FilePath.parent(of: target), name)
    }

    /// Whether `name` was made by ``make(for:randomness:)`` for `target`.
    static func isOne(_ name: String, for target: String) -> Bool {
        let beginning = beginning(for: target)
        guard name.hasPrefix(beginning), name.hasSuffix(ending) else { return false }
        let middle = name.dropFirst(beginning.count).dropLast(ending.count)
        return middle.utf8.count == digits && [UInt8](hex: middle) != nil
    }

    /// Whether `name` was made by ``make(for:randomness:)`` for any file.
    static func isOne(_ name: String) -> Bool {
        guard name.hasPrefix("."), name.hasSuffix(ending) else { return false }
        let parts = name.dropLast(ending.count)
        guard parts.dropLast(digits).hasSuffix(mark) else { return false }
        return parts.utf8.count > digits + mark.utf8.count + 1 && [UInt8](hex: parts.suffix(digits)) != nil
    }

    /// Long names are cut, since a folder takes 255 bytes a name.
    private static func beginning(for target: String) -> String {
        var name = FilePath.name(of: target)
        while name.utf8.count > 200 { name.removeLast() }
        return "." + name + mark
    }
}
