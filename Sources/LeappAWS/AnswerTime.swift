import LeappBytes

/// The forms in which HTTP writes a moment.
enum AnswerTime {
    /// Reads `Sun, 22 Nov 2026 16:38:34 GMT` (RFC 9110 section 5.6.7, IMF-fixdate).
    static func http(_ text: String) -> UTCTime? {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 6, words[0].hasSuffix(","), words[5] == "GMT", let month = months.firstIndex(of: words[2]),
            words[1].utf8.count == 2, words[3].utf8.count == 4
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return UTCTime(extended: "\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }

    /// How many milliseconds a `Retry-After` header asks to wait: a number of seconds, or a moment (`now` in seconds).
    static func wait(_ retryAfter: String, now: Int64) -> Int64? {
        if let seconds = number(ArraySlice(retryAfter.utf8)) { return Int64(seconds) * 1000 }
        return http(retryAfter).map { max($0.seconds - now, 0) * 1000 }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// One to nine digits and nothing else.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...9).contains(digits.count) else { return nil }
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }
}
