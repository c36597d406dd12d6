import ArgumentParser
import LeappAgentProtocol

/// `leapp sso logout`.
struct SSOLogout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Sign out of a portal: revoke its tokens at AWS and forget them.",
        discussion: """
            Credentials of roles that were handed out already stay valid until they end.
            Examples:
              leapp sso logout acme
              leapp sso logout --all
            """)

    @Argument(help: "\(PortalArgument.help)")
    var name: String?

    @Flag(help: "Sign out of all portals.")
    var all = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard !all || name == nil else { throw ValidationError("Name a portal or give --all, not both.") }
    }

    func run() async throws {
        let client = try await EngineAccess(access).client()
        let chosen = try PortalChoice(portals: try await client.portals()).several(name.map { [$0] } ?? [], all: all)
        var outcomes: [SignedOut.Outcome] = []
        for portal in chosen { outcomes.append(.init(portal: portal, reply: try await client.signOut(of: portal))) }
        try SignedOut(outcomes: outcomes).render(json: output.json)
        let failed = outcomes.filter { !$0.reply.revoked && !$0.reply.left.isEmpty }
        guard failed.isEmpty else { throw CommandError.notRevoked(portals: failed.map(\.portal.name)) }
    }
}

/// What `sso logout` did.
struct SignedOut: Sendable {
    /// What it did at one portal.
    struct Outcome: Sendable {
        let portal: ListedPortal
        let reply: PortalLogoutReply
    }

    let outcomes: [Outcome]

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        if outcomes.isEmpty { try surroundings.note("there are no portals") }
        for outcome in outcomes {
            let name = outcome.portal.name
            if !outcome.reply.removed.isEmpty {
                try surroundings.note("removed from ~/.aws: \(outcome.reply.removed.joined(separator: ", "))")
            }
            for line in outcome.reply.left { try surroundings.note("\(name): \(line)") }
            guard outcome.reply.revoked || outcome.reply.left.isEmpty else { continue }
            try surroundings.note(outcome.reply.revoked ? "signed out of \(name)" : "\(name): was not signed in")
        }
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1),
            "signedOut": .list(
                outcomes.map { outcome in
                    .object([
                        "portal": .text(outcome.portal.name), "id": .text(outcome.portal.id),
                        "revoked": .bool(outcome.reply.revoked), "removed": .texts(outcome.reply.removed),
                        "left": .texts(outcome.reply.left),
                    ])
                }),
        ])
    }
}
