/// Merges sections into profiles in two linear passes: first all properties by profile, then the last of each key.
struct ProfileMerger {
    private(set) var index: [AWSSectionRole: Int] = [:]
    private var roles: [AWSSectionRole] = []
    private var found: [(row: Int, file: AWSFile, properties: Range<Int>)] = []

    mutating func add(_ document: AWSDocument.Content, _ file: AWSFile, ignoring: (AWSSection) -> Bool) {
        let hidesPlainDefault = file == .config && document.sections.contains(where: \.isPrefixedDefault)
        for section in document.sections {
            switch section.role {
            case .other, .unreadable: continue
            case .profile, .ssoSession, .services: break
            }
            if ignoring(section) { continue }
            if hidesPlainDefault, section.role == .profile("default"), !section.isPrefixedDefault { continue }
            let row: Int
            if let known = index[section.role] {
                row = known
            } else {
                row = roles.count
                index[section.role] = row
                roles.append(section.role)
            }
            found.append((row, file, section.properties))
        }
    }

    func merged(key: (AWSFile, Int) -> String) -> ([ProfileSet.Row], [ProfileSet.EntryRow]) {
        var byRow = Array(repeating: [Int](), count: roles.count)
        for (place, section) in found.enumerated() { byRow[section.row].append(place) }
        var rows: [ProfileSet.Row] = []
        rows.reserveCapacity(roles.count)
        var entries: [ProfileSet.EntryRow] = []
        for (row, places) in byRow.enumerated() {
            let start = entries.count
            var known: [String: Int] = [:]
            for place in places {
                for property in found[place].properties {
                    let name = key(found[place].file, property)
                    let entry = ProfileSet.EntryRow(file: found[place].file, property: property)
                    if let before = known[name] {
                        entries[before] = entry
                    } else {
                        known[name] = entries.count
                        entries.append(entry)
                    }
                }
            }
            rows.append(ProfileSet.Row(role: roles[row], name: roles[row].name, entries: start..<entries.count))
        }
        return (rows, entries)
    }
}

extension AWSSectionRole {
    /// The name in it.
    var name: String {
        switch self {
        case .profile(let name), .ssoSession(let name), .services(let name), .other(let name): name
        case .unreadable: ""
        }
    }
}

extension AWSSection {
    /// Whether this is `[profile default]`, which the SDKs prefer to `[default]` in the config file.
    var isPrefixedDefault: Bool { role == .profile("default") && title.count > "profile".count && title.contains("profile") }
}
