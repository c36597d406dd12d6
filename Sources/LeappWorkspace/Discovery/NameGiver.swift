/// Gives new sessions names that nothing else goes by.
///
/// The names depend on what is named and on what is taken, not on the order in which it was found, so that two machines that
/// find the same give the same names.
struct NameGiver {
    /// A session that has no name yet.
    struct Newcomer {
        /// The name that its template gives.
        let plain: String
        let accountID: String
        let role: String
    }

    private var taken: Set<String>
    private var numbers: [String: Int] = [:]

    /// Names in `taken` are not given.
    init(taken: Set<String>) { self.taken = taken }

    /// The names of all newcomers, in their order. Where a name is taken, or several would have it, each gets its account's id
    /// behind it; where that is not enough, a number.
    mutating func names(_ newcomers: [Newcomer]) -> [String] {
        var wanted: [String: Int] = [:]
        for newcomer in newcomers { wanted[newcomer.plain, default: 0] += 1 }
        let order = newcomers.indices.sorted {
            (newcomers[$0].accountID, newcomers[$0].role) < (newcomers[$1].accountID, newcomers[$1].role)
        }
        var names = [String](repeating: "", count: newcomers.count)
        // Undisputed names go first, so that no suffixed name takes one of them.
        for index in order where wanted[newcomers[index].plain] == 1 && taken.insert(newcomers[index].plain).inserted {
            names[index] = newcomers[index].plain
        }
        for index in order where names[index].isEmpty { names[index] = disputed(newcomers[index]) }
        return names
    }

    private mutating func disputed(_ newcomer: Newcomer) -> String {
        var name = newcomer.plain
        if !name.contains(newcomer.accountID) { name += "-\(newcomer.accountID)" }
        if taken.insert(name).inserted { return name }
        var number = numbers[name] ?? 2
        while !taken.insert("\(name)-\(number)").inserted { number += 1 }
        numbers[name] = number + 1
        return "\(name)-\(number)"
    }
}
