import ArgumentParser
import LeappAgentProtocol
import LeappBytes
import LeappMerge
import LeappWorkspace

/// `leapp sso remove`.
struct SSORemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Sign out of a portal, and delete it and its roles from the vault.",
        discussion: """
            Names, aliases and tags that you gave to its roles go too. Profiles of theirs that `leapp profile write` put into
            ~/.aws/config go with `leapp profile write --prune`.
            Example: leapp sso remove acme --yes
            """)

    @Argument(help: "The portal's name, id or start URL.")
    var name: String

    @Flag(help: "Remove without asking.")
    var yes = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() async throws {
        let client = try await EngineAccess(access).client()
        let portal = try PortalChoice(portals: try await client.portals()).one(name)
        let sessions = try await client.list().map(\.summary)
        let removal = PortalRemoval(of: portal, among: sessions)
        try confirm(removal)
        let ids = try removal.ids()
        let reply = try await client.signOut(of: portal)
        for line in reply.left { try Surroundings.current.note("\(portal.name): \(line)") }
        // What was started since the signing out.
        for section in try await client.forget(ids: ids).stopped { try Surroundings.current.note(section.words) }
        try removal.render(json: output.json, signedOut: reply)
    }

    /// Has a person say yes, where no option did.
    private func confirm(_ removal: PortalRemoval) throws(CommandError) {
        guard !yes else { return }
        guard let terminal = Terminal() else { throw .decision(question: removal.question, option: "--yes") }
        guard try terminal.confirm("\(DisplayWidth.printable(removal.question)) Remove it?") else {
            throw .undecided("\(removal.portal.name): nothing was removed")
        }
    }
}

/// What goes with a portal.
struct PortalRemoval: Sendable {
    let portal: ListedPortal
    /// The portal's roles.
    let roles: [SessionSummary]
    /// The sessions that start from them, and cannot without.
    let orphans: [SessionSummary]

    /// What of `sessions` goes with `portal`.
    init(of portal: ListedPortal, among sessions: [SessionSummary]) {
        self.portal = portal
        roles = sessions.filter { $0.kind == .ssoRole && $0.portal.map(portal.isAt) == true }
        orphans = sessions.starting(from: Set(roles.map(\.id)))
    }

    /// The records that are deleted; the portal is the first.
    func ids() throws(CommandError) -> [[UInt8]] {
        guard let id = [UInt8](hex: portal.id) else { throw .badAnswer(.portals) }
        return [id] + roles.map(\.id.bytes)
    }

    /// What a person is asked to say yes to.
    var question: String {
        let left =
            orphans.isEmpty ? "" : "; \(SyncWords.count(Int64(orphans.count), "session")) that start from them will not work"
        return
            "\(portal.name) (\(portal.startURL)) and its \(SyncWords.count(Int64(roles.count), "role")) would be deleted from the vault\(left)."
    }

    /// Prints what was done.
    func render(json: Bool, signedOut: PortalLogoutReply) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else {
            return try surroundings.output.json(
                .object([
                    "version": .integer(1), "id": .text(portal.id), "portal": .text(portal.name),
                    "roles": .integer(Int64(roles.count)), "orphaned": .integer(Int64(orphans.count)),
                    "revoked": .bool(signedOut.revoked), "removed": .texts(signedOut.removed),
                    "left": .texts(signedOut.left),
                ]))
        }
        let out = signedOut.revoked ? ", after signing out" : ""
        try surroundings.note("removed \(portal.name) and its \(SyncWords.count(Int64(roles.count), "role"))\(out)")
    }
}
