import LeappAWSConfig
import LeappMerge
import LeappWorkspace

extension Importer {
    /// Adds the sessions of all profiles, sources before the roles that are assumed with them.
    mutating func addSessions() {
        for number in profiles.indices { resolve(number) }
    }

    /// Follows the chain of `source_profile` from a profile until something is known, and comes back down it.
    ///
    /// The SDKs' rules: a source with keys of its own gives those, whatever role it names; a profile that names itself uses
    /// its own keys; any other return to a profile of the chain is a loop.
    private mutating func resolve(_ number: Int) {
        var chain: [(number: Int, arn: String)] = []
        var inChain: Set<Int> = []
        var next = number
        var outcome: SessionOutcome
        while true {
            if let known = outcomes[next] {
                outcome = known
                break
            }
            guard case .role(let arn, let source) = access[next] else {
                outcome = base(next)
                outcomes[next] = outcome
                break
            }
            guard inChain.insert(next).inserted else {
                outcome = .skipped(.assumedRole, .loop)
                break
            }
            chain.append((next, arn))
            guard let sourceNumber = index[source] else {
                outcome = .skipped(.assumedRole, .noSuchProfile(source))
                break
            }
            if let own = ownKeys(sourceNumber) {
                outcome = own
                break
            }
            next = sourceNumber
        }
        for link in chain.reversed() {
            outcome = role(link.number, arn: link.arn, from: outcome)
            outcomes[link.number] = outcome
        }
    }

    /// What a profile with static keys gives as a source; nil where it has none.
    private func ownKeys(_ number: Int) -> SessionOutcome? {
        switch statics[number] {
        case .absent: nil
        case .incomplete(let reason): .skipped(.iamUser, reason)
        case .temporary(let tool): .skipped(.shortLived, .temporaryKeys(tool: tool))
        case .pair: user(number)
        }
    }

    private func user(_ number: Int) -> SessionOutcome {
        guard let id = users[number] else { return .skipped(.iamUser, refusedKeys[number] ?? .missing(key: "aws_access_key_id")) }
        return .session(id, .iamUser)
    }

    /// The session of a profile that assumes no role with another profile.
    private mutating func base(_ number: Int) -> SessionOutcome {
        let profile = profiles[number]
        switch access[number] {
        case .keys: return user(number)
        case .roleByOwnKeys(let arn): return role(number, arn: arn, from: user(number))
        case .webIdentity(let arn, let file):
            let record = WebIdentityRole(
                roleARN: arn, tokenFile: file, name: profile.name, parameters: parameters(profile), region: profile.text("region")
            )
            return session(record, number)
        case .sso(let settings):
            let record = SSORole(
                startURL: settings.startURL, accountID: settings.accountID, roleName: settings.roleName, name: profile.name,
                region: profile.text("region"))
            return session(record, number)
        case .own(let id): return .session(id, nil)
        case .skipped(let kind, let reason): return .skipped(kind, reason)
        case .nothing: return .nothing
        case .role: return .skipped(.assumedRole, .loop)
        }
    }

    /// The role that a profile assumes with what its source came to be.
    private mutating func role(_ number: Int, arn: String, from source: SessionOutcome) -> SessionOutcome {
        let profile = profiles[number]
        switch source {
        case .session(let parent, _):
            let record = AssumedRole(
                roleARN: arn, parent: parent, externalID: profile.text("external_id"), name: profile.name,
                parameters: parameters(profile), mfaSerial: profile.text("mfa_serial"), region: profile.text("region"))
            return session(record, number)
        case .nothing:
            return .skipped(.assumedRole, .sourceSkipped(profile: facts[number].source ?? "", .missing(key: "aws_access_key_id")))
        case .skipped(.assumedRole, .loop): return .skipped(.assumedRole, .loop)
        case .skipped(.assumedRole, .noSuchProfile(let name)) where name == facts[number].source:
            return .skipped(.assumedRole, .noSuchProfile(name))
        case .skipped(_, let reason):
            // A long chain below one fault would repeat it link by link: only the fault itself is told.
            if case .sourceSkipped = reason { return .skipped(.assumedRole, reason) }
            return .skipped(.assumedRole, .sourceSkipped(profile: facts[number].source ?? "", reason))
        }
    }

    /// Adds a session unless another profile brought the same one.
    private mutating func session<Record: WorkspaceRecord & Hashable>(_ record: Record, _ number: Int) -> SessionOutcome {
        let id = record.id(vaultID: vaultID)
        if let owner = owners[id] {
            let place = profiles[number]["role_arn"] ?? profiles[number]["sso_role_name"]
            if let place, settingsDiffer(number, owner) {
                warn(
                    place,
                    "the same role as in profile \(profiles[owner].name), whose settings are imported and not these"
                )
            }
            return .session(id, Record.kind)
        }
        owners[id] = number
        return .session(add(record, from: profiles[number].name), Record.kind)
    }

    private func settingsDiffer(_ left: Int, _ right: Int) -> Bool {
        let keys = [
            "mfa_serial", "duration_seconds", "role_session_name", "source_identity", "session_tags", "transitive_session_tags",
            "region",
        ]
        return keys.contains { profiles[left].text($0) != profiles[right].text($0) }
    }

    private mutating func parameters(_ profile: AWSProfile) -> RoleParameters {
        var duration: Int64?
        if let entry = profile["duration_seconds"], let text = profile.text("duration_seconds") {
            duration = Int64(text).flatMap { (900...43_200).contains($0) ? $0 : nil }
            if duration == nil { warn(entry, "duration_seconds must be a number from 900 to 43200: it is left out") }
        }
        let tags = profile.text("session_tags")?.split(separator: ",").compactMap { tag -> TextPair? in
            let parts = tag.split(separator: "=", maxSplits: 1).map { $0.trimmingBlanks }
            return parts.count == 2 ? TextPair(parts[0], parts[1]) : nil
        }
        return RoleParameters(
            sessionName: profile.text("role_session_name"), durationSeconds: duration,
            sourceIdentity: profile.text("source_identity"),
            sessionTags: tags ?? [],
            transitiveTagKeys: profile.text("transitive_session_tags")?.split(separator: ",").map(\.trimmingBlanks) ?? [])
    }
}

extension Substring {
    /// Without spaces and tabs at its ends.
    var trimmingBlanks: String {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
