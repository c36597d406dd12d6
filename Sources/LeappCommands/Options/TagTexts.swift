import ArgumentParser
import LeappWorkspace

/// Tags as they are given on the command line.
enum TagTexts {
    /// Refuses what is no tag, and a key that stands twice.
    static func check(_ tags: [String], removing removed: [String] = []) throws {
        for text in tags where !text.contains("=") { throw ValidationError("'\(text)' is no tag: KEY=VALUE.") }
        let keys = tags.map { TextPair(tag: $0).key } + removed
        guard Set(keys).count == keys.count else { throw ValidationError("A tag's key is given twice.") }
    }
}
