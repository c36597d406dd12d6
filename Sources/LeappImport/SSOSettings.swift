import LeappAWSConfig
import LeappWorkspace

/// A role behind a portal, as a profile describes it.
struct SSOSettings {
    let startURL: String
    let region: String
    let scopes: String?
    let accountID: String
    let roleName: String
    /// The name of the `[sso-session]`, where one is used.
    let session: String?
    /// The entry of the start URL.
    let place: AWSEntry

    /// What a profile with `sso_*`, or granted's own spelling of it, says; nil where it names neither account nor role.
    static func settings(of profile: AWSProfile, in set: ProfileSet) -> ProfileAccess? {
        for prefix in ["sso_", "granted_sso_"] {
            let account = profile.text("\(prefix)account_id")
            let role = profile.text("\(prefix)role_name")
            guard account != nil || role != nil else { continue }
            guard let account else { return .skipped(.ssoRole, .missing(key: "\(prefix)account_id")) }
            guard let role else { return .skipped(.ssoRole, .missing(key: "\(prefix)role_name")) }
            guard let number = padded(account) else { return .skipped(.ssoRole, .unusable(key: "\(prefix)account_id")) }
            return settings(of: profile, prefix, account: number, role: role, in: set)
        }
        return nil
    }

    private static func settings(
        of profile: AWSProfile, _ prefix: String, account: String, role: String, in set: ProfileSet
    ) -> ProfileAccess {
        let name = profile.text("sso_session")
        var portal = profile
        var keys = prefix
        if let name {
            guard let section = set[.ssoSession(name)] else { return .skipped(.ssoRole, .noSuchSSOSession(name)) }
            portal = section
            keys = "sso_"
        }
        guard let place = portal["\(keys)start_url"], let startURL = portal.text("\(keys)start_url") else {
            return .skipped(.ssoRole, .missing(key: "\(keys)start_url"))
        }
        guard let region = portal.text("\(keys)region") else { return .skipped(.ssoRole, .missing(key: "\(keys)region")) }
        return .sso(
            SSOSettings(
                startURL: startURL, region: region, scopes: portal.text("\(keys)registration_scopes"), accountID: account,
                roleName: role, session: name, place: place))
    }

    /// Twelve digits: leading zeros that a tool has dropped come back.
    private static func padded(_ account: String) -> String? {
        guard account.utf8.count <= 12, account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return String(repeating: "0", count: 12 - account.utf8.count) + account
    }
}

extension Portal {
    /// The first word of the start URL's host, for a portal that has no name.
    static func shortName(_ startURL: String) -> String {
        let host = startURL.split(separator: "/").first { !$0.hasSuffix(":") } ?? Substring(startURL)
        return String(host.prefix { $0 != "." })
    }
}
