/// A list of names for people, who read ten of them and how many there are; JSON has all.
enum NameList {
    /// How many lines are shown.
    private static let limit = 10

    /// The first of `lines`, and how many more there are.
    static func shown(_ lines: [String]) -> [String] {
        lines.count <= limit ? lines : lines.prefix(limit) + ["... and \(lines.count - limit) more"]
    }
}
