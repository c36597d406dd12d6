import EmulatorSupport
import Glibc
import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappHTTP
import LeappJSON
import LeappWorker
import LeappWorkspace
import Testing

@testable import LeappEngine

/// The listing through the real worker process and the project's own portal. `LEAPP_ACCOUNTS` sizes it; what is a matter of
/// speed is printed, and judged by whoever asked for it.
@Suite(.enabled(if: Emulator.isPresent, Comment(rawValue: Emulator.absence)), .serialized)
struct PortalPaceTests {
    private struct NotStarted: Error {}

    private static let accounts: Int = unsafe getenv("LEAPP_ACCOUNTS").flatMap { unsafe Int(String(cString: $0)) } ?? 20
    private static let roles = 5

    /// What the portal was asked, by its own count.
    private struct Asked {
        let requests: Int
        let refused: Int
        let invalid: Int
    }

    /// A portal in a process, a worker in another, and a token.
    private struct Scene: ~Copyable {
        let emulator: Emulator
        let worker: AWSWorker
        let environment: AWSEnvironment
        let token: SecretSlice

        static func started(_ scenario: String) async throws -> Scene {
            guard let emulator = Emulator(.identityCenter, ["--scenario", scenario]) else { throw NotStarted() }
            let environment = AWSEnvironment(["AWS_ENDPOINT_URL_SSO": emulator.url, "AWS_ENDPOINT_URL_SSO_OIDC": emulator.url])
            let worker = AWSWorker(executable: PortalPaceTests.core)
            let token = try await PortalPaceTests.signIn(worker, environment)
            return Scene(emulator: emulator, worker: worker, environment: environment, token: token)
        }

        func control(_ name: String, _ body: String? = nil) async throws -> JSONObject {
            let base = try #require(EndpointURL(parsing: emulator.url))
            let headers =
                [HTTPHeader("Host", base.hostHeader)] + (body == nil ? [] : [HTTPHeader("Content-Type", "application/json")])
            let request = HTTPRequest(
                method: body == nil ? "GET" : "POST", url: base, path: "/_emulator/" + name, headers: headers, secretHeader: nil,
                body: secret(body ?? ""), route: HTTPRoute(), timeout: 60_000)
            let transport = AsyncHTTPTransport()
            let answer: Result<HTTPResponse, TransportFault>
            do throws(TransportFault) { answer = .success(try await transport.send(request)) } catch { answer = .failure(error) }
            await transport.shutDown()
            return try #require(try JSONValue(parsing: try answer.get().body).object)
        }

        func asked() async throws -> Asked {
            let stats = try await control("stats")
            let (ops, statuses) = (stats["ops"]?.object, stats["statuses"]?.object)
            let requests = ["ListAccounts", "ListAccountRoles"].reduce(0) { $0 + (ops?[$1]?.integer ?? 0) }
            return Asked(
                requests: Int(requests), refused: Int(statuses?["429"]?.integer ?? 0),
                invalid: Int(stats["invalid"]?.integer ?? -1))
        }

        /// Lists, from `start` on or from the beginning; the caller goes away at the second number `leaving`.
        func crawl(_ start: PortalListing? = nil, leaving: Int = .max) async throws -> (listing: PortalListing, seconds: Double) {
            var listing = try start ?? PortalListing(rules: SyncRules(SyncSettings()))
            var seconds = 0
            let (effects, token) = (AWSEffects.system, token)
            let crawl = PortalCrawl(
                caller: worker, region: "us-east-1", environment: environment, effects: effects, token: { _ in token },
                report: { _ throws(EngineError) in
                    seconds += 1
                    if seconds >= leaving { throw .callerGone }
                }, keep: { _ in })
            let began = effects.uptime()
            do throws(CrawlError) { try await crawl.run(&listing) } catch {
                guard case .report(.callerGone) = error else { throw error }
            }
            return (listing, Double(effects.uptime() - began) / 1000)
        }

        consuming func end() async { await worker.stop() }
    }

    private static var core: String {
        var path = [UInt8](repeating: 0, count: 4096)
        let length = unsafe path.withUnsafeMutableBytes { unsafe readlink("/proc/self/exe", $0.baseAddress!, $0.count) }
        let own = String(decoding: path[..<max(length, 0)], as: UTF8.self)
        return own.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/leapp-core"
    }

    /// A token of the emulator's, by a sign-in that agrees at once.
    private static func signIn(_ worker: AWSWorker, _ environment: AWSEnvironment) async throws -> SecretSlice {
        func ask(_ operation: AWSOperation) async throws -> AWSAnswer {
            try await worker.call(AWSCall(operation, region: "us-east-1", authorization: .none, environment: environment))
        }
        guard case .clientRegistration(let registered) = try await ask(.registerClient(.device(name: "leapp"))) else {
            throw NotStarted()
        }
        let client = registered.client
        let start = StartDeviceAuthorization(client: client, startURL: PortalBench.startURL)
        guard case .deviceAuthorization(let code) = try await ask(.startDeviceAuthorization(start)),
            case .portalTokens(let tokens) = try await ask(
                .createToken(CreateToken(client: client, grant: .deviceCode(code.deviceCode))))
        else { throw NotStarted() }
        return tokens.accessToken
    }

    private static func scenario(latency: Int = 0) -> String {
        """
        {"accounts": {"count": \(accounts), "roles": \(roles)}, "device": {"approve": "auto"}, "strict": true,
         "latency_ms": {"ListAccountRoles": \(latency), "ListAccounts": \(latency)}}
        """
    }

    private static let pages = (accounts + 99) / 100 + accounts

    private func expectWhole(_ listing: PortalListing) {
        let offer = listing.offer
        #expect(offer.accounts.count == Self.accounts)
        #expect(offer.accounts.allSatisfy { $0.roles?.count == Self.roles })
    }

    @Test func aPortalThatRefusesOneInSevenAndTakesTwentyASecondIsUsedUp() async throws {
        let scene = try await Scene.started(Self.scenario())
        _ = try await scene.control("scenario", #"{"throttle": [{"every": 7}, {"rate": 20, "burst": 20}]}"#)
        let (listing, seconds) = try await scene.crawl()
        expectWhole(listing)
        let asked = try await scene.asked()
        #expect(asked.invalid == 0 && asked.requests - asked.refused == Self.pages)
        let possible = max(Double(Self.pages - 20) / 20, 0.001)
        print("rate 20: \(Self.pages) pages in \(seconds) s, \(asked.refused) refused, ratio \(seconds / possible)")
        if Self.accounts >= 500 { #expect(seconds < 1.3 * possible) }
        await scene.end()
    }

    @Test func cutOffAndGoneOnWithNoPageIsAskedForTwice() async throws {
        let scene = try await Scene.started(Self.scenario())
        let cut = try await scene.crawl(leaving: 1)
        let (listing, _) = cut.listing.isComplete ? cut : try await scene.crawl(cut.listing)
        expectWhole(listing)
        let asked = try await scene.asked()
        #expect(asked.invalid == 0 && asked.refused == 0 && asked.requests == Self.pages)
        await scene.end()
    }

    @Test func withoutALimitItIsAsFastAsThePortal() async throws {
        let scene = try await Scene.started(Self.scenario(latency: 50))
        let (listing, seconds) = try await scene.crawl()
        expectWhole(listing)
        let asked = try await scene.asked()
        #expect(asked.requests == Self.pages)
        print("no limit: \(Self.pages) pages in \(seconds) s, \(Double(Self.pages) / seconds) a second")
        await scene.end()
    }
}
