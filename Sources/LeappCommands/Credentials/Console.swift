import ArgumentParser
import LeappAWS
import LeappCrypto
import LeappWorkspace

/// `leapp console`.
struct Console: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open AWS's console in the browser, signed in as a session.",
        discussion: """
            Works for roles, by whatever way they are reached, and for IAM users whose policies allow sts:GetFederationToken. \
            As a user the console may do what the user may, but it has no MFA, and AWS lets it call nothing of STS but \
            GetCallerIdentity: no role can be switched to. The address is a secret: it is handed to the browser by a page on \
            127.0.0.1 that answers once. Examples:
              leapp console prod-admin
              leapp console prod-admin --service ec2 --region eu-central-1
            """)

    @Argument(help: "A session's name, alias, id, profile, or account/role.")
    var name: String

    @Option(help: "The service whose page is opened, such as ec2, or a page of it, such as systems-manager/session-manager.")
    var service: String?

    @Option(help: "The region that the page shows; else the session's own.")
    var region: String?

    @Option(
        help: ArgumentHelp(
            "How long the console stays signed in: 15m to 12h for a role, which a user's own keys must assume, or to 36h for an IAM user.",
            valueName: "time")
    )
    var duration: TimeLength?

    @Flag(help: "Print the address: for 15 minutes it signs in whoever opens it.")
    var print = false

    @OptionGroup var code: CodeOptions
    @OptionGroup var access: AccessOptions

    func validate() throws {
        if let duration, !(900...129_600).contains(duration.seconds) {
            throw ValidationError("--duration is 15m to 12h, and to 36h for an IAM user.")
        }
        if let region, !SessionText.isRegion(region) {
            throw ValidationError("--region '\(region)' is no region, such as eu-central-1.")
        }
        if let service, !Console.isPage(service) {
            throw ValidationError(
                "--service '\(service)' is no service's name, such as ec2, nor a page of one, such as systems-manager/session-manager."
            )
        }
    }

    func run() async throws {
        guard !print else {
            let url = try await url()
            var line = SecretWriter(capacity: url.count + 1)
            line.append(url.bytes)
            line.append(UInt8(ascii: "\n"))
            return try Surroundings.current.output.write(line.bytes)
        }
        let handover = try ConsoleHandover(access)
        try await handover.open(url(), as: name)
    }

    private static func isPage(_ service: String) -> Bool {
        do throws(AWSError) {
            _ = try ConsoleDestination.service(service).url(region: "us-east-1")
            return true
        } catch {
            return false
        }
    }

    private func url() async throws(CommandError) -> SecretSlice {
        let client = try await EngineAccess(access).client()
        let (name, service, region, seconds) = (name, service, region, duration?.seconds)
        let address = try await CodePrompt(given: code.mfaCode, mayAsk: true).provide { code throws(CommandError) in
            try await client.console(name, service: service, region: region, duration: seconds, code: code)
        }
        if address.withoutMFA {
            try Surroundings.current.note(
                "leapp: \(name): a user's console has no MFA, and AWS may refuse what policies allow with MFA only; a role is the way to that"
            )
        }
        return address.url
    }
}
