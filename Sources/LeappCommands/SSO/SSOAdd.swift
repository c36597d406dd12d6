import ArgumentParser
import LeappAgentProtocol
import LeappMerge
import LeappWorkspace

/// `leapp sso add`.
struct SSOAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a portal of IAM Identity Center to the vault.",
        discussion: """
            Examples:
              leapp sso add acme https://acme.awsapps.com/start --region eu-west-1
              leapp sso add acme https://acme.awsapps.com/start --region eu-west-1 --accounts 'prod-*' --login
            """)

    @Argument(help: "What to call it.")
    var name: String

    @Argument(help: "The portal's start URL.")
    var startURL: String

    @Option(help: "The region of the organisation's IAM Identity Center.")
    var region: String

    @OptionGroup var sync: SyncOptions

    @Flag(help: "Where the vault has the portal already, give it this name, region and settings.")
    var replace = false

    @Flag(help: "Sign in to it at once.")
    var login = false

    @OptionGroup var signIn: SignInOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard login || (!signIn.deviceCode && !signIn.noBrowser) else {
            throw ValidationError("--device-code and --no-browser say how to sign in; give --login too.")
        }
    }

    func run() async throws {
        let surroundings = Surroundings.current
        let environment = surroundings.awsEnvironment
        let details = try PortalDetails(
            name: name, startURL: startURL, region: region, allowsPlainHTTP: environment.movesPortals)
        let engine = try await EngineAccess(access).opened()
        let known = try await engine.client.portals()
        if let other = known.first(where: { $0.name == details.name && !$0.isAt(details.startURL) }) {
            throw CommandError.undecided("another portal is called \(other.name) (\(other.startURL)); choose another name")
        }
        let portal = Portal(startURL: details.startURL, name: details.name, region: details.region, sync: sync.settings)
        var drafts = DraftWriter(vaultID: engine.vaultID)
        let id = drafts.add(portal)
        let outcome = try await engine.client.apply(drafts.finish(), replace: replace)[0]
        let added = PortalAdded(id: id.hex, details: details, outcome: outcome)
        if outcome == .kept, let there = known.first(where: { $0.isAt(details.startURL) }) {
            throw CommandError.undecided(
                "the vault has \(there.startURL) as \(there.name) in \(there.region), with settings that differ; --replace changes them"
            )
        }
        try added.render(json: output.json && !login, saysNext: !login)
        guard login else { return }
        let listed = try PortalChoice(portals: try await engine.client.portals()).one(id.hex)
        try await SignIn(client: engine.client, way: signIn.way).run(at: listed).render(json: output.json)
    }
}

/// What `sso add` did.
struct PortalAdded: Sendable {
    let id: String
    let details: PortalDetails
    let outcome: ApplyReply.Outcome.Result

    /// Prints it; `saysNext` has it name the next command.
    func render(json: Bool, saysNext: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        try surroundings.note(words)
        if saysNext { try surroundings.note("next: leapp sso login \(details.name)") }
    }

    private var words: String {
        switch outcome {
        case .imported: "added \(details.name), \(details.startURL)"
        case .updated: "changed \(details.name), \(details.startURL)"
        case .unchanged, .kept: "\(details.name), \(details.startURL), is in the vault already"
        }
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1), "id": .text(id), "name": .text(details.name), "startUrl": .text(details.startURL),
            "region": .text(details.region), "added": .bool(outcome == .imported), "changed": .bool(outcome == .updated),
        ])
    }
}
