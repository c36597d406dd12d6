import LeappBytes
import LeappCrypto
import LeappSigV4
import Testing

@Suite("The public signing suite", .enabled(if: PublicSuite.isPresent, "../shared/conformance/sigv4 is not there"))
struct ConformanceTests {
    private static let scope = SigningScope(
        region: "us-east-1", service: "service", time: UTCTime(seconds: 1_440_938_160))

    @Test func theSuiteIsWhole() {
        #expect(PublicSuite.cases.count == 34)
    }

    @Test(arguments: PublicSuite.cases, [true, false])
    func everyStepIsAsTheSuiteHasIt(_ path: String, twice: Bool) {
        let (request, ownToken) = PublicSuite.request(PublicSuite.text(path, "req"))
        let suiteToken =
            path == "get-vanilla-with-session-token"
            ? "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267" : nil
        let token = (ownToken ?? suiteToken).map { SecretSlice(copying: Array($0.utf8).rawSpan) }
        let key = SigningKey(
            accessKeyID: "AKIDEXAMPLE",
            secret: SecretSlice(copying: Array("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".utf8).rawSpan), sessionToken: token)
        let style = SigningStyle(encodesPathTwice: twice, normalizesPath: true, sendsPayloadHash: false)
        let signature = SigV4.sign(request, key: key, scope: Self.scope, style: style)

        let canonical = String(decoding: Array(signature.canonicalRequest.bytes), as: UTF8.self)
        #expect(canonical == PublicSuite.text(path, "creq"))
        #expect(signature.stringToSign == PublicSuite.text(path, "sts"))
        #expect(signature.authorization == PublicSuite.text(path, "authz"))
    }
}
