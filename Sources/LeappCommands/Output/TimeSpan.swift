/// A length of time, as people read it.
enum TimeSpan {
    /// The two largest units of so many seconds: `9h 58m`, `42s`.
    static func text(seconds: Int64) -> String {
        let units: [(name: String, length: Int64)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
        guard let first = units.firstIndex(where: { seconds >= $0.length }) else { return "0s" }
        var left = seconds
        var parts: [String] = []
        for unit in units[first...].prefix(2) {
            if left >= unit.length { parts.append("\(left / unit.length)\(unit.name)") }
            left %= unit.length
        }
        return parts.joined(separator: " ")
    }

    /// What is left from `now` until `end`, both unix seconds, or `expired`.
    static func remaining(until end: Int64, from now: Int64) -> String {
        let (difference, overflow) = end.subtractingReportingOverflow(now)
        return overflow || difference <= 0 ? "expired" : text(seconds: difference)
    }
}
