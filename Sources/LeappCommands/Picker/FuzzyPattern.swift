/// What a person types to find an entry: words, each of which must occur in it as a subsequence of its letters.
struct FuzzyPattern: Equatable, Sendable {
    private let words: [[UInt8]]

    /// The pattern that `text` spells, without difference between upper and lower case.
    init(_ text: String) { words = text.lowercased().split(separator: " ").map { Array($0.utf8) } }

    /// Whether it finds everything.
    var isEmpty: Bool { words.isEmpty }

    /// How well a text is found; nil where it is not.
    ///
    /// A letter counts more at the start of a word, and more again right behind the letter before it; letters that are passed
    /// over, and text that is left, count against. Of the ways to find a word the best one counts.
    func score(in text: FuzzyText) -> Int? {
        var total = 0
        for word in words {
            guard let score = FuzzyPattern.score(word, in: text) else { return nil }
            total += score
        }
        return total
    }

    private static let match = 16, start = 24, consecutive = 32, whole = 12, skipped = 1

    /// The best way, by one row of scores a letter: `ending[i]` is the best score with the letter found at `i`.
    private static func score(_ word: [UInt8], in text: FuzzyText) -> Int? {
        let letters = text.letters
        guard contains(word, in: letters) else { return nil }
        var ending: [Int?] = []
        for (place, letter) in word.enumerated() {
            var next: [Int?] = Array(repeating: nil, count: letters.count)
            var best: Int?  // of the letters before, less what was passed over since
            for index in letters.indices {
                if let known = best { best = known - skipped }
                if place > 0, index > 1, let earlier = ending[index - 2] { best = max(best ?? .min, earlier - skipped) }
                guard letters[index] == letter else { continue }
                let own = match + (text.starts[index] ? start : 0)
                if place == 0 {
                    next[index] = own - min(index, 8) * skipped
                } else {
                    let adjacent = index > 0 ? ending[index - 1].map { $0 + consecutive } : nil
                    if let from = [best, adjacent].compactMap({ $0 }).max() { next[index] = from + own }
                }
            }
            ending = next
        }
        return ending.compactMap { $0 }.max().map { $0 + (word.count == letters.count ? whole : 0) - letters.count / 16 }
    }

    /// Whether all letters occur in this order, which most entries are refused by.
    private static func contains(_ word: [UInt8], in letters: [UInt8]) -> Bool {
        var next = 0
        for letter in letters where next < word.count && letter == word[next] { next += 1 }
        return next == word.count
    }
}

/// A text that patterns are looked for in, taken apart once.
struct FuzzyText: Equatable, Sendable {
    /// The letters' UTF-8 in lower case.
    let letters: [UInt8]
    /// Whether a word starts there: at the beginning, behind anything but a letter or digit, at a capital behind a small letter.
    let starts: [Bool]

    /// A text.
    init(_ text: String) {
        var starts: [Bool] = []
        var before: Unicode.Scalar = " "
        var lower = ""
        for scalar in text.unicodeScalars {
            let (isWord, wasWord) = (FuzzyText.isWord(scalar), FuzzyText.isWord(before))
            let isStart = isWord && (!wasWord || (scalar.properties.isUppercase && before.properties.isLowercase))
            let folded = scalar.properties.lowercaseMapping
            lower += folded
            starts += [isStart] + repeatElement(false, count: folded.utf8.count - 1)
            before = scalar
        }
        letters = Array(lower.utf8)
        self.starts = starts
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            ? ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            : scalar.properties.isAlphabetic
    }
}
