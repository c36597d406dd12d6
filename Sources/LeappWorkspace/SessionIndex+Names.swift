import LeappMerge

extension SessionIndex {
    /// The session that a user means: by id, alias, name, profile, or `account/role`.
    ///
    /// An id or an alias is taken at its word. A name that several sessions have is never guessed at, because the wrong account
    /// is worse than a question.
    public func session(named name: String) throws(NameError) -> SessionSummary {
        if let id = RecordID(hex: name), let session = session(id) { return session }
        let aliased = sessions.filter { $0.alias == name }
        let found = aliased.isEmpty ? sessions.filter { isMeant($0, by: name) } : aliased
        guard let first = found.first else { throw .notFound(name: name, closest: closest(to: name)) }
        guard found.count == 1 else { throw .ambiguous(name: name, candidates: found) }
        return first
    }

    /// The sessions that go by `name` in any way.
    func sessions(named name: String) -> [SessionSummary] {
        if let id = RecordID(hex: name), let session = session(id) { return [session] }
        return sessions.filter { $0.alias == name || isMeant($0, by: name) }
    }

    private func isMeant(_ session: SessionSummary, by name: String) -> Bool {
        session.name == name || session.profiles.contains(name) || names.holders[name]?.contains(session.id) == true
            || isAccountAndRole(session, name)
    }

    private func isAccountAndRole(_ session: SessionSummary, _ name: String) -> Bool {
        guard let account = session.accountID, let role = session.roleName else { return false }
        return name.utf8.count == account.utf8.count + role.utf8.count + 1 && name == "\(account)/\(role)"
    }

    /// Up to three known names that `name` is a part of, or a slip of the finger away from.
    private func closest(to name: String) -> [String] {
        let part = name.lowercased()
        let typed = Array(part.utf8.prefix(128))
        let most = max(2, typed.count / 3)
        var candidates: Set<String> = []
        for session in sessions { candidates.formUnion([session.name] + session.profiles + (session.alias.map { [$0] } ?? [])) }
        var found: [(distance: Int, name: String)] = []
        for candidate in candidates {
            let whole = candidate.lowercased()
            if typed.count > 1, whole.contains(part) {
                found.append((1, candidate))
                continue
            }
            let letters = Array(whole.utf8.prefix(128))
            guard abs(letters.count - typed.count) <= most else { continue }
            let distance = editDistance(typed, letters)
            if distance <= most { found.append((distance, candidate)) }
        }
        return found.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }
}

/// How many insertions, deletions, replacements and swaps of neighbours make one of the other.
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        current.reserveCapacity(right.count + 1)
        for column in right.indices {
            let same = left[row] == right[column]
            var best = min(last[column] + (same ? 0 : 1), last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                best = min(best, beforeLast[column - 1] + 1)
            }
            current.append(best)
        }
        beforeLast = last
        last = current
    }
    return last[right.count]
}
