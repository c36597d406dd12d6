import LeappBytes
import LeappCrypto
import Testing

@testable import LeappAWS

/// What the browser is sent to.
@Suite struct SignInURLTests {
    private static let none = AWSEnvironment([:])

    @Test func theVectorOfRFC7636ComesOut() {
        let bytes: [UInt8] = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191, 240, 91,
            88,
            5, 88, 83, 132, 141, 121,
        ]
        let pair = PKCE(unsafe Randomness { unsafe $0.copyBytes(from: bytes) })
        #expect(pair.verifier.text == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        #expect(pair.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test(
        arguments: [
            ([], ""), ([0xFB], "-w"), ([0xFB, 0xFF], "-_8"), ([0xFB, 0xFF, 0xBF], "-_-_"), ([0, 0, 0, 0], "AAAAAA"),
            (Array("foobar".utf8), "Zm9vYmFy"),
        ] as [([UInt8], String)])
    func baseSixtyFourForURLsHasNoPadding(_ bytes: [UInt8], text: String) {
        #expect(Base64URL.text(bytes) == text)
    }

    @Test func noTwoPairsAreAlike() {
        let pairs = (0..<100).map { _ in PKCE(.system) }
        #expect(Set(pairs.map(\.verifier.text)).count == 100)
        #expect(pairs.allSatisfy { $0.verifier.count == 43 && $0.challenge.utf8.count == 43 })
        #expect(Set((0..<100).map { _ in AuthorizationRequest.state(.system) }).count == 100)
    }

    @Test func theAuthorizeURLSaysWhatAWSAsksFor() throws {
        let request = AuthorizationRequest(
            clientID: "id&1", redirectURI: "http://127.0.0.1:50105/oauth/callback", state: "st", challenge: "ch",
            scopes: ["sso:account:access", "x"])
        let query =
            "/authorize?response_type=code&client_id=id%261&redirect_uri=http%3A%2F%2F127.0.0.1%3A50105%2Foauth%2Fcallback"
            + "&state=st&code_challenge_method=S256&scopes=sso%3Aaccount%3Aaccess%20x&code_challenge=ch"
        #expect(try request.url(region: "eu-west-1", environment: Self.none) == "https://oidc.eu-west-1.amazonaws.com" + query)
        let here = AWSEnvironment(["AWS_ENDPOINT_URL_SSO_OIDC": "http://127.0.0.1:1/base"])
        #expect(try request.url(region: "eu-west-1", environment: here) == "http://127.0.0.1:1/base" + query)
        #expect(throws: AWSError.badSetting(name: "region", fault: .notARegion)) {
            try request.url(region: "evil.example/", environment: Self.none)
        }
    }

    @Test(arguments: [
        ("eu-west-1", ConsoleDestination.home, "https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1"),
        ("eu-west-1", .service("ec2"), "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1"),
        (
            "us-gov-west-1", .service("systems-manager/session-manager"),
            "https://us-gov-west-1.console.amazonaws-us-gov.com/systems-manager/session-manager?region=us-gov-west-1"
        ),
        ("cn-north-1", .home, "https://cn-north-1.console.amazonaws.cn/console/home?region=cn-north-1"),
        ("eusc-de-east-1", .home, "https://eusc-de-east-1.console.amazonaws-eusc.eu/console/home?region=eusc-de-east-1"),
    ])
    func everyPartitionHasItsOwnConsole(_ region: String, destination: ConsoleDestination, url: String) throws {
        #expect(try destination.url(region: region) == url)
    }

    @Test(arguments: [
        "", "/", "a//b", "/a", "a/", "..", "a/../b", "a?b", "a#b", "a@b", "a b", "ü", String(repeating: "a", count: 257),
    ])
    func noServiceLeavesTheConsole(_ service: String) {
        #expect(throws: AWSError.badParameter(name: "service")) {
            try ConsoleDestination.service(service).url(region: "eu-west-1")
        }
    }

    @Test func theLoginURLCarriesTheTokenAndThePage() throws {
        let signIn = ConsoleSignIn(token: "a-b_c+/=".secret, destination: .service("s3"))
        let url = try signIn.url(region: "eu-west-1", environment: Self.none)
        #expect(
            url.text == "https://eu-west-1.signin.aws.amazon.com/federation?Action=login&Issuer=leapp&Destination="
                + "https%3A%2F%2Feu-west-1.console.aws.amazon.com%2Fs3%2Fhome%3Fregion%3Deu-west-1&SigninToken=a-b_c%2B%2F%3D")
    }

    @Test(arguments: [
        ("cn-north-1", "amazonaws.cn"), ("us-gov-west-1", "amazonaws-us-gov.com"), ("eusc-de-east-1", "amazonaws-eusc.eu"),
        ("us-iso-east-1", "c2shome.ic.gov"), ("eu-west-1", "aws.amazon.com"),
    ])
    func theSignInIsTheOneOfThePagesPartition(_ region: String, domain: String) throws {
        let signIn = ConsoleSignIn(token: "t".secret, destination: .home)
        let page = "https%3A%2F%2F\(region).console.\(domain)%2Fconsole%2Fhome%3Fregion%3D\(region)"
        let query = "/federation?Action=login&Issuer=leapp&Destination=\(page)&SigninToken=t"
        #expect(try signIn.url(region: region, environment: Self.none).text == "https://\(region).signin.\(domain)" + query)
        let here = AWSEnvironment(["AWS_ENDPOINT_URL_SIGNIN": "http://127.0.0.1:1"])
        #expect(try signIn.url(region: region, environment: here).text == "http://127.0.0.1:1" + query)
    }

    @Test(arguments: [
        "https://a", "https://a/", "HTTPS://a.b/c?d=e&f#g", "http://127.0.0.1:80/x", "http://localhost?x", "http://[::1]:9#a",
        "https://a/#/device?user_code=ABCD-EFGH", "https://a?@b",
    ])
    func whatABrowserMayOpenIsTaken(_ text: String) {
        #expect(WebURL(checking: text)?.text == text)
    }

    @Test(arguments: [
        "", "a", "//a", "http://a", "http://127.0.0.2/", "http://localhost.evil.example/", "ftp://a", "file:///a", "javascript:1",
        "https://", "https:///a", "https://u@a/", "https://u:p@a", "https://a b", "https://a\n", "https://ü", "https://a\\@b",
        "https://a:0", "https://" + String(repeating: "a", count: 2048), "data:text/html,https://a",
    ])
    func whatABrowserMayNotOpenIsRefused(_ text: String) {
        #expect(WebURL(checking: text) == nil)
    }
}
