extension SessionSummary {
    /// Whether every one of some lower-case words occurs in something that the session goes by: name, alias, profiles, account, its
    /// name, role, portal, tags.
    ///
    /// Upper and lower case are the same.
    func isFound(by words: [Substring]) -> Bool {
        let names = [name, alias, accountID, accountName, roleName, roleARN, portal].compactMap { $0 } + profiles
        let places = (names + tags.flatMap { [$0.key, $0.value] }).map { $0.lowercased() }
        return words.allSatisfy { word in places.contains { $0.contains(word) } }
    }
}
