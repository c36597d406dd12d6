import LeappAgentProtocol
import LeappBytes

/// The messages about portals and the console.
extension Message {
    static let portalRequests: [Message] = [
        Message("portal-login in full") { sink in
            PortalLoginRequest(portal: "corp", redirectURI: "http://127.0.0.1:1/oauth/callback", vault: "/v").encode(into: &sink)
        } rewrite: {
            try PortalLoginRequest(parsing: $0).encode(into: &$1)
        },
        Message("portal-login in short") { sink in
            PortalLoginRequest(portal: "").encode(into: &sink)
        } rewrite: {
            try PortalLoginRequest(parsing: $0).encode(into: &$1)
        },
        Message("portal-token in full") { sink in
            let key = key
            PortalTokenRequest(attempt: id, code: key.rawSpan, vault: "/v").encode(into: &sink)
        } rewrite: {
            try PortalTokenRequest(parsing: $0).encode(into: &$1)
        },
        Message("portal-token in short") { sink in
            PortalTokenRequest(attempt: id).encode(into: &sink)
        } rewrite: {
            try PortalTokenRequest(parsing: $0).encode(into: &$1)
        },
        Message("portal-logout in full") { sink in
            PortalLogoutRequest(portal: "corp", vault: "/v").encode(into: &sink)
        } rewrite: {
            try PortalLogoutRequest(parsing: $0).encode(into: &$1)
        },
        Message("portal-logout in short") { sink in
            PortalLogoutRequest(portal: "corp").encode(into: &sink)
        } rewrite: {
            try PortalLogoutRequest(parsing: $0).encode(into: &$1)
        },
        Message("portal-adopt in full") { sink in
            let key = key
            PortalAdoptRequest(
                startURL: "https://corp.awsapps.com/start", region: "eu-west-1", accessToken: key.rawSpan,
                expiration: 1_800_000_000,
                vault: "/v"
            ).encode(into: &sink)
        } rewrite: {
            try PortalAdoptRequest(parsing: $0).encode(into: &$1)
        },
        Message("portal-adopt in short") { sink in
            let key = key
            PortalAdoptRequest(startURL: "https://x", region: "r", accessToken: key.rawSpan, expiration: -1).encode(into: &sink)
        } rewrite: {
            try PortalAdoptRequest(parsing: $0).encode(into: &$1)
        },
        Message("portal-sync in full") { sink in
            PortalSyncRequest(
                portal: "corp", accounts: ["prod-*", "1234*"], roles: [], template: "{account}-{role}",
                tags: ["env=prod"], dryRun: true, restart: true, vault: "/v"
            ).encode(into: &sink)
        } rewrite: {
            try PortalSyncRequest(parsing: $0).encode(into: &$1)
        },
        Message("portal-sync in short") { sink in
            PortalSyncRequest(portal: "corp").encode(into: &sink)
        } rewrite: {
            try PortalSyncRequest(parsing: $0).encode(into: &$1)
        },
        Message("console in full") { sink in
            ConsoleRequest(
                name: "n", service: "s3", region: "eu-west-1", duration: 3600, mfaCode: Array("1".utf8).rawSpan, vault: "/v"
            ).encode(into: &sink)
        } rewrite: {
            try ConsoleRequest(parsing: $0).encode(into: &$1)
        },
        Message("console in short") { sink in
            ConsoleRequest(name: "n").encode(into: &sink)
        } rewrite: {
            try ConsoleRequest(parsing: $0).encode(into: &$1)
        },
    ]

    static let portalReplies: [Message] = [
        Message("portals") { sink in
            PortalsReply(more: true, portals: [fullPortal, ListedPortal(id: "01", name: "", startURL: "", region: "")]).encode(
                into: &sink)
        } rewrite: {
            try PortalsReply(parsing: $0).encode(into: &$1)
        },
        Message("login in the browser") { sink in
            PortalLoginReply(attempt: id, url: "https://oidc", flow: .browser(state: "s")).encode(into: &sink)
        } rewrite: {
            try PortalLoginReply(parsing: $0).encode(into: &$1)
        },
        Message("login in the browser that ended another") { sink in
            PortalLoginReply(attempt: id, url: "https://oidc", flow: .browser(state: "s"), replaced: true).encode(into: &sink)
        } rewrite: {
            try PortalLoginReply(parsing: $0).encode(into: &$1)
        },
        Message("login by device in full") { sink in
            PortalLoginReply(
                attempt: id, url: "https://d",
                flow: .device(.init(userCode: "ABCD-EFGH", completeURL: "https://d?c", lifetime: 600, interval: 1)),
                replaced: true
            ).encode(into: &sink)
        } rewrite: {
            try PortalLoginReply(parsing: $0).encode(into: &$1)
        },
        Message("login by device in short") { sink in
            PortalLoginReply(attempt: id, url: "https://d", flow: .device(.init(userCode: "A", lifetime: 0, interval: 0))).encode(
                into: &sink)
        } rewrite: {
            try PortalLoginReply(parsing: $0).encode(into: &$1)
        },
        Message("signed in") { sink in
            PortalTokenReply.signedIn(portal: "corp", expiration: 1_800_000_000, renewable: true).encode(into: &sink)
        } rewrite: {
            try PortalTokenReply(parsing: $0).encode(into: &$1)
        },
        Message("sign-in pending") { sink in
            PortalTokenReply.pending(interval: 6).encode(into: &sink)
        } rewrite: {
            try PortalTokenReply(parsing: $0).encode(into: &$1)
        },
        Message("logout") { sink in
            PortalLogoutReply(revoked: true, removed: ["dev"], left: ["why"]).encode(into: &sink)
        } rewrite: {
            try PortalLogoutReply(parsing: $0).encode(into: &$1)
        },
        Message("adopt") { sink in
            PortalAdoptReply(adopted: false).encode(into: &sink)
        } rewrite: {
            try PortalAdoptReply(parsing: $0).encode(into: &$1)
        },
        Message("sync progress") { sink in
            PortalSyncReply.progress(
                SyncProgress(accountsDone: 1, accountsFound: 2, rolesFound: 3, accountsComplete: true, rate: 20)
            ).encode(into: &sink)
        } rewrite: {
            try PortalSyncReply(parsing: $0).encode(into: &$1)
        },
        Message("sync changes") { sink in
            PortalSyncReply.changes(changes).encode(into: &sink)
        } rewrite: {
            try PortalSyncReply(parsing: $0).encode(into: &$1)
        },
        Message("sync done") { sink in
            PortalSyncReply.done(changes, SyncTotals(accounts: 2, roles: 3, untold: 1, resumed: true)).encode(into: &sink)
        } rewrite: {
            try PortalSyncReply(parsing: $0).encode(into: &$1)
        },
        Message("console in full") { sink in
            let key = key
            ConsoleReply(url: key.rawSpan, expiration: 5, withoutMFA: true).encode(into: &sink)
        } rewrite: {
            try ConsoleReply(parsing: $0).encode(into: &$1)
        },
        Message("console in short") { sink in
            let key = key
            ConsoleReply(url: key.rawSpan).encode(into: &sink)
        } rewrite: {
            try ConsoleReply(parsing: $0).encode(into: &$1)
        },
    ]

    private static let changes: [SyncChange] =
        SyncChange.Kind.allCases.map {
            SyncChange($0, name: "n", accountID: "123456789012", accountName: "Prod", role: "Admin", was: "Old")
        } + [SyncChange(.renamed, name: "n", accountID: "123456789012")]

    private static var fullPortal: ListedPortal {
        var portal = ListedPortal(id: "00ff", name: "corp", startURL: "https://corp.awsapps.com/start", region: "eu-west-1")
        (portal.signedIn, portal.expiration, portal.renewable) = (true, 1, true)
        (portal.accounts, portal.roles, portal.gone, portal.synced) = (2, 3, 4, 5)
        (portal.template, portal.tags) = ("{role}", ["env=prod", "a=b=c"])
        (portal.accountPatterns, portal.rolePatterns) = (["prod-*", "1234*"], ["*Admin*"])
        return portal
    }
}
