/// What a request asks for; the raw value is the text of the field `op` (spec/agent.md section 5).
public enum AgentOperation: String, CaseIterable, Sendable {
    /// Whether a vault is open, until when, and what is started.
    case status
    /// Hands over a vault's data key.
    case unlock
    /// Forgets the key and removes started sections.
    case lock
    /// The sessions of the open vault.
    case list
    /// Temporary credentials of one session.
    case credentials
    /// Starts a session: writes its section and keeps it fresh.
    case start
    /// Stops started sessions: removes their sections.
    case stop
    /// What is started.
    case current
    /// Writes records into the vault.
    case apply
    /// The kept originals of files that `--scrub` changed.
    case originals
    /// Deletes records, after stopping what is started of them.
    case forget
    /// Changes what the user chose of sessions: names, regions, tags.
    case edit
    /// The portals of the open vault, and how leapp stands with each.
    case portals
    /// Begins to sign in at a portal.
    case portalLogin = "portal-login"
    /// Ends a sign-in, or asks whether it has ended.
    case portalToken = "portal-token"
    /// Revokes and forgets a portal's tokens.
    case portalLogout = "portal-logout"
    /// Takes over an access token that another program got from a portal.
    case portalAdopt = "portal-adopt"
    /// Lists a portal's accounts and roles, and keeps the vault's sessions in step with them.
    case portalSync = "portal-sync"
    /// An address that opens AWS's console as a session.
    case console
}
