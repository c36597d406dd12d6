import LeappAWSConfig
import LeappCrypto
import LeappMerge
import LeappWorkspace

extension Importer {
    /// Keys that a session says all about.
    private static let sessionKeys: Set<String> = [
        "mfa_serial", "role_arn", "source_profile", "external_id", "duration_seconds", "role_session_name", "source_identity",
        "session_tags", "transitive_session_tags", "sso_session", "sso_start_url", "sso_region", "sso_account_id",
        "sso_role_name",
        "sso_registration_scopes", "granted_sso_start_url", "granted_sso_region", "granted_sso_account_id",
        "granted_sso_role_name",
        "granted_sso_registration_scopes", "web_identity_token_file", "credential_process", "login_session", "credential_source",
    ]

    /// Keys that are never kept in a profile's record.
    private static let keyKeys: Set<String> = [
        "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token", "region", "output",
    ]

    /// Adds a record for every profile, whether it has a session or not.
    mutating func addProfiles() {
        for number in profiles.indices {
            let profile = profiles[number]
            let outcome = outcomes[number] ?? .nothing
            var session: RecordID?
            var kind: RecordKind?
            var skipped: SkippedProfile?
            switch outcome {
            case .session(let id, let sessionKind): (session, kind) = (id, sessionKind)
            case .skipped(let kind, let reason): skipped = SkippedProfile(profile: profile.name, kind: kind, reason: reason)
            case .nothing: break
            }
            if let session, KeySection.isKeySection(profile.name, of: session) { continue }
            let id = add(record(profile, session: session), from: profile.name)
            var drafts = [users[number], session == users[number] || kind == nil ? nil : session].compactMap { $0 }
            drafts.append(id)
            planned.append(PlannedProfile(name: profile.name, kind: kind, session: session, drafts: drafts, skipped: skipped))
        }
    }

    private mutating func record(_ profile: AWSProfile, session: RecordID?) -> Profile {
        var other: [TextPair] = []
        for entry in profile.entries where !Importer.keyKeys.contains(entry.key) {
            if session != nil, Importer.sessionKeys.contains(entry.key) { continue }
            guard let text = entry.value.text else {
                if entry.value.isSecret { warn(entry, "\(entry.key) may hold a secret: it is left in the file and not imported") }
                continue
            }
            other.append(TextPair(entry.key, text))
            if entry.key == "services", let services = set[.services(text)] {
                other.append(
                    contentsOf: services.entries.compactMap { entry in
                        entry.value.text.map { TextPair("services \(text) \(entry.key)", $0) }
                    })
            }
        }
        return Profile(
            name: profile.name, session: session, region: profile.text("region"), output: profile.text("output"), other: other)
    }
}
