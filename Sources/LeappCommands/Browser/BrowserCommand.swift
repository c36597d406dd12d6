import LeappAWS

/// A command that opens a web address, with the address in its place.
struct BrowserCommand: Equatable, Sendable {
    /// The program and its arguments, at least one word; each may hold ``address``.
    let words: [String]

    /// The commands to try in turn, as `$BROWSER` and the system name them.
    ///
    /// `variable` is `$BROWSER` in the form that freedesktop and Debian tools share: commands between colons, `%s` for the address,
    /// `%c` for a colon, `%%` for a percent sign; a command without `%s` takes the address as its last argument.
    static func all(variable: String?, isMacOS: Bool) -> [BrowserCommand] {
        let named = (variable ?? "").split(separator: ":").compactMap { BrowserCommand(text: $0) }
        return named + [BrowserCommand(words: isMacOS ? ["/usr/bin/open", address] : ["xdg-open", address])]
    }

    /// The words with `url` in place of the address; no word is ever taken apart again, and no shell sees them.
    func words(opening url: WebURL) -> [String] {
        words.map { Self.expanded($0, url: url.text) }
    }

    /// What stands for the address.
    static let address = "%s"

    /// A command with these words.
    init(words: [String]) { self.words = words }

    /// Reads one command of `$BROWSER`; nil where it has no words.
    init?(text: Substring) {
        let words = Self.split(text)
        guard let program = words.first, !program.isEmpty else { return nil }
        self.words = words.contains { Self.holdsAddress($0) } ? words : words + [Self.address]
    }

    private static func holdsAddress(_ word: String) -> Bool { expanded(word, url: "\u{0}").contains("\u{0}") }

    private static func expanded(_ word: String, url: String) -> String {
        var (expanded, isMarked) = ("", false)
        for character in word {
            switch (isMarked, character) {
            case (false, "%"): isMarked = true
            case (false, _): expanded.append(character)
            case (true, let mark):
                expanded += ["s": url, "c": ":", "%": "%"][mark] ?? "%\(mark)"
                isMarked = false
            }
        }
        return isMarked ? expanded + "%" : expanded
    }

    /// The words of a command: blanks part them, quotes and backslashes keep them together as in a shell, and nothing else has a meaning.
    private static func split(_ text: Substring) -> [String] {
        var (words, word): ([String], String?) = ([], nil)
        var (quote, isEscaped): (Character?, Bool) = (nil, false)
        for character in text {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if quote == nil, character == " " || character == "\t" {
                if let word { words.append(word) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }
}
