extension SessionSummary {
    /// Whether every word of `text` occurs in something that the session goes by: name, alias, profiles, account, role, portal,
    /// tags.
    ///
    /// Upper and lower case are the same.
    public func isFound(by text: String) -> Bool {
        let names = [name, alias, accountID, roleName, roleARN, portal].compactMap { $0 } + profiles
        let places = (names + tags.flatMap { [$0.key, $0.value] }).map { $0.lowercased() }
        return text.lowercased().split(separator: " ").allSatisfy { word in places.contains { $0.contains(word) } }
    }
}
