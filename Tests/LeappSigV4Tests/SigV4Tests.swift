import LeappBytes
import LeappCrypto
import LeappSigV4
import Testing

@Suite struct SigV4Tests {
    private static let key = SigningKey(
        accessKeyID: "AKIDEXAMPLE", secret: SecretSlice(copying: Array("secret".utf8).rawSpan))
    private static let scope = SigningScope(region: "eu-west-1", service: "s3", time: UTCTime(seconds: 1_440_938_160))

    private func canonicalLines(_ path: String, query: String = "", style: SigningStyle, token: String? = nil) -> [String] {
        let request = SigningRequest(
            method: "GET", path: path, query: query, headers: [SigningHeader("Host", "h")], payload: .unsigned)
        let key = SigningKey(
            accessKeyID: "AK", secret: Self.key.secret, sessionToken: token.map { SecretSlice(copying: Array($0.utf8).rawSpan) })
        let signature = SigV4.sign(request, key: key, scope: Self.scope, style: style)
        return String(decoding: Array(signature.canonicalRequest.bytes), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test(arguments: [
        ("/a%20b", "/a%2520b", "/a%20b"), ("/a b", "/a%20b", "/a%20b"), ("/a%2Fb/c", "/a%252Fb/c", "/a%2Fb/c"),
        ("/a//b/./../c", "/a/c", "/a//b/./../c"), ("/%e1%88%b4", "/%25e1%2588%25b4", "/%E1%88%B4"), ("/", "/", "/"),
        ("", "/", "/"), ("/%", "/%25", "/%25"), ("/..", "/", "/.."),
    ])
    func onlyS3TakesThePathAsItIsSent(_ sent: String, standard: String, s3: String) {
        #expect(canonicalLines(sent, style: .standard)[1] == standard)
        #expect(canonicalLines(sent, style: .s3)[1] == s3)
    }

    @Test(arguments: [
        ("b=2&a=1", "a=1&b=2"), ("a=%7e&a=%2f", "a=%2F&a=~"), ("x", "x="), ("a=b=c", "a=b%3Dc"), ("&a=1&&", "a=1"),
        ("a-=1&a=2", "a=2&a-=1"), ("p=a+b", "p=a%2Bb"),
    ])
    func aQueryIsEncodedAlikeHoweverItWasSent(_ sent: String, canonical: String) {
        #expect(canonicalLines("/", query: sent, style: .standard)[2] == canonical)
    }

    @Test func s3SignsTheBodysHash() {
        let lines = canonicalLines("/", style: .s3)
        #expect(lines.contains("x-amz-content-sha256:UNSIGNED-PAYLOAD"))
        #expect(lines.contains("host;x-amz-content-sha256;x-amz-date"))
    }

    @Test func theSessionTokenIsSigned() {
        let lines = canonicalLines("/", style: .standard, token: "TOKEN")
        #expect(lines.contains("x-amz-security-token:TOKEN"))
        #expect(lines.contains("host;x-amz-date;x-amz-security-token"))
    }

    @Test func aHeaderOfTheCallerCannotReplaceTheSignersOwn() {
        let forged = [SigningHeader("Host", "h"), SigningHeader("X-AMZ-DATE", "x"), SigningHeader("x-amz-security-token", "y")]
        func sign(_ headers: [SigningHeader]) -> String {
            let request = SigningRequest(method: "GET", path: "/", headers: headers, payload: .unsigned)
            return SigV4.sign(request, key: Self.key, scope: Self.scope).authorization
        }
        #expect(sign(forged) == sign([SigningHeader("Host", "h")]))
    }

    @Test func anotherSecretMakesAnotherSignature() {
        let request = SigningRequest(method: "GET", path: "/", headers: [SigningHeader("Host", "h")], payload: .unsigned)
        let other = SigningKey(accessKeyID: "AKIDEXAMPLE", secret: SecretSlice(copying: Array("secreT".utf8).rawSpan))
        let first = SigV4.sign(request, key: Self.key, scope: Self.scope)
        let second = SigV4.sign(request, key: other, scope: Self.scope)
        #expect(first.stringToSign == second.stringToSign)
        #expect(first.authorization != second.authorization)
    }
}
