import LeappAWSConfig

/// What `profile write` did, or would do.
struct ProfileWriteResult: Sendable {
    /// The config file's real path.
    let path: String
    let plan: ProfileBlockPlan
    /// Sessions that get no profile, as they are gone from their portal or what they need is missing.
    let dead: [String]
    let isDryRun: Bool

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        for line in lines { try surroundings.note(line) }
    }

    /// What people read.
    var lines: [String] {
        var lines = [("added", plan.added), ("changed", plan.changed), ("removed", plan.removed)].flatMap { what, names in
            NameList.shown(names.map { "\(isDryRun ? "would be " : "")\(what): \($0)" })
        }
        let present = plan.skipped.count { if case .present = $0.reason { true } else { false } }
        lines += NameList.shown(
            plan.skipped.compactMap { skipped in
                if case .present = skipped.reason { nil } else { "skipped: \(skipped.profile.name), as \(skipped.reason.words)" }
            })
        lines += NameList.shown(
            dead.map { "skipped: \($0), as it is gone from its portal, or what it starts from is missing" })
        let counts =
            "\(plan.added.count) added, \(plan.changed.count) changed, \(plan.removed.count) removed, \(plan.unchanged) unchanged"
            + (present > 0 ? ", \(present) in your own lines already" : "")
        let verb = isDryRun ? "would write" : plan.isChange ? "wrote" : "nothing to write:"
        lines.append("\(verb) \(path): \(counts)")
        return lines
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1), "dryRun": .bool(isDryRun), "file": .text(path), "written": .bool(plan.isChange && !isDryRun),
            "added": .texts(plan.added), "changed": .texts(plan.changed), "removed": .texts(plan.removed),
            "unchanged": .integer(Int64(plan.unchanged)), "dead": .texts(dead),
            "skipped": .list(
                plan.skipped.map { skipped in
                    .object([
                        "profile": .text(skipped.profile.name), "session": .text(skipped.profile.sessionID),
                        "reason": .text(skipped.reason.name), "message": .text(skipped.reason.words),
                    ])
                }),
        ])
    }
}

extension ProfileBlockPlan.Reason {
    /// What scripts know it by.
    var name: String {
        switch self {
        case .present: "present"
        case .taken: "taken"
        case .started: "started"
        case .repeated: "repeated"
        case .unwritable: "unwritable"
        }
    }

    /// A half sentence after "as".
    var words: String {
        switch self {
        case .present(let file, let line): "line \(line) of your \(file.rawValue) file has that profile, which asks leapp already"
        case .taken(let file, let line): "line \(line) of your \(file.rawValue) file has a profile of that name"
        case .started(let file, let line): "it is started now, in line \(line) of the \(file.rawValue) file"
        case .repeated: "another session comes first with that profile"
        case .unwritable: "its name, region or output format is not one that all tools read"
        }
    }
}
