import ArgumentParser

/// A length of time on the command line: `8h`, `90m`, `1h30m`, `45s`, `2d`, or a number of seconds.
struct TimeLength: Equatable, Sendable, ExpressibleByArgument {
    /// The length in seconds, at least 1.
    let seconds: Int64

    /// A length of so many seconds.
    init(seconds: Int64) { self.seconds = seconds }

    /// How help shows a default.
    var defaultValueDescription: String { TimeSpan.text(seconds: seconds) }

    /// Reads a length; nil for zero, for what is longer than a year, and for anything else.
    init?(argument: String) {
        let units: [Character: Int64] = ["d": 86_400, "h": 3600, "m": 60, "s": 1]
        var total: Int64 = 0
        var digits = ""
        for character in argument {
            if character.isASCII, character.isNumber {
                digits.append(character)
            } else {
                guard let unit = units[character], let number = Int64(digits), number < 1 << 32 else { return nil }
                total += number * unit
                digits = ""
            }
        }
        if !digits.isEmpty {
            guard digits == argument, let number = Int64(digits) else { return nil }
            total = number
        }
        guard (1...366 * 86_400).contains(total) else { return nil }
        seconds = total
    }
}
