import LeappMerge

/// The section that gives the keys of a profile that also names a role.
///
/// Botocore lets such a profile use its keys only as long as they stand in it. Once they are gone, `source_profile` names this
/// section instead, which has nothing but the keys' `credential_process`.
enum KeySection {
    /// The section's name: `leapp-` and the session's id.
    static func name(of session: RecordID) -> String { "leapp-\(session.hex)" }

    /// Whether a profile is the key section of its session.
    static func isKeySection(_ profile: String, of session: RecordID) -> Bool {
        profile.hasPrefix("leapp-") && profile == name(of: session)
    }
}
