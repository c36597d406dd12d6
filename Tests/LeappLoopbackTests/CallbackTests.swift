import LeappBytes
import LeappCrypto
import Testing

@testable import LeappLoopback

@Suite struct CallbackTests {
    private static let state = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"

    private func verdict(_ target: String, method: String = "GET", headers: [String] = ["Host: 127.0.0.1:4711"])
        -> CallbackVerdict
    {
        let head = (["\(method) \(target) HTTP/1.1"] + headers + ["", ""]).joined(separator: "\r\n")
        return CallbackVerdict(Array(head.utf8).rawSpan, state: Self.state, port: 4711)
    }

    private func words(_ verdict: CallbackVerdict) -> String {
        switch verdict {
        case .stray(let page): "stray \(page)"
        case .genuine(.code(let code)): "code " + String(decoding: Array(code.bytes), as: UTF8.self)
        case .genuine(.refused(let error, let words)): "refused \(error) \(words ?? "-")"
        }
    }

    @Test(arguments: [
        ("/oauth/callback?code=abc&state=STATE", "code abc"),
        ("/oauth/callback?state=STATE&code=a%2Fb%3d+c&x=%zz", "code a/b= c"),
        ("/oauth/callback?error=access_denied&state=STATE", "refused access_denied -"),
        ("/oauth/callback?error=server_error&error_description=out+of%20order&state=STATE", "refused server_error out of order"),
        ("/oauth/callback?code=abc&error=access_denied&state=STATE", "refused access_denied -"),
        ("/oauth/callback?code=abc", "stray notThisSignIn"), ("/oauth/callback?code=abc&state=", "stray notThisSignIn"),
        ("/oauth/callback?code=abc&state=STATEx", "stray notThisSignIn"),
        ("/oauth/callback?code=abc&state=0123456789", "stray notThisSignIn"),
        ("/oauth/callback?error=access_denied&state=wrong", "stray notThisSignIn"),
        ("/oauth/callback?state=STATE", "stray notThisSignIn"), ("/oauth/callback?code=&state=STATE", "stray notThisSignIn"),
        ("/oauth/callback?code=a&code=b&state=STATE", "stray notThisSignIn"),
        ("/oauth/callback?code=a&state=STATE&state=STATE", "stray notThisSignIn"),
        ("/oauth/callback?code=a%4&state=STATE", "stray notThisSignIn"),
        ("/oauth/callback?code&state=STATE", "stray notThisSignIn"),
        ("/oauth/callback", "stray notThisSignIn"), ("/oauth/callback?", "stray notThisSignIn"),
        ("/oauth/callback/?code=abc&state=STATE", "stray notFound"), ("/favicon.ico", "stray notFound"), ("/", "stray notFound"),
        ("http://127.0.0.1:4711/oauth/callback?code=abc&state=STATE", "stray notFound"), ("*", "stray notFound"),
    ])
    func onlyTheStateMakesAnAnswer(target: String, expected: String) {
        #expect(words(verdict(target.replacing("STATE", with: Self.state))) == expected)
    }

    @Test func aCodeIsAsLongAsTheAgentTakesIt() {
        let longest = String(repeating: "c", count: CallbackVerdict.longestCode)
        #expect(words(verdict("/oauth/callback?code=\(longest)&state=\(Self.state)")) == "code \(longest)")
        #expect(words(verdict("/oauth/callback?code=\(longest)c&state=\(Self.state)")) == "stray notThisSignIn")
    }

    @Test(arguments: ["POST", "HEAD", "OPTIONS", "get", "PUT"]) func onlyGETIsTaken(method: String) {
        #expect(words(verdict("/oauth/callback?code=abc&state=\(Self.state)", method: method)) == "stray notAllowed")
    }

    @Test(arguments: [
        "attacker.example:4711", "localhost:4711", "127.0.0.1", "127.0.0.1:4712", "127.0.0.1:47110", "[::1]:4711", "",
    ])
    func anotherNameOfTheListenerIsMisdirected(host: String) {
        let found = verdict("/oauth/callback?code=abc&state=\(Self.state)", headers: ["Accept: */*", "host:  \(host) "])
        #expect(words(found) == "stray misdirected")
    }

    @Test(arguments: [
        "", "\r\n\r\n", "GET\r\n\r\n", "GET /\r\nHost: 127.0.0.1:4711\r\n\r\n", "GET / HTTP/2.0\r\nHost: 127.0.0.1:4711\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: 127.0.0.1:4711\r\nHost: 127.0.0.1:4711\r\n\r\n",
        "GET / HTTP/1.1\nHost: 127.0.0.1:4711\n\n", "GET / HTTP/1.1\r\nHost : 127.0.0.1:4711\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n", "GET /a b HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n\r\n",
        " / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET  HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\nHost: 127.0.0.1:4711\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n", "GET /\u{e9} HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n\r\n",
    ])
    func whatIsNoRequestIsGarbled(head: String) {
        #expect(words(CallbackVerdict(Array(head.utf8).rawSpan, state: Self.state, port: 4711)) == "stray garbled")
    }

    @Test(arguments: CallbackPage.allCases) func everyPageIsPlainAndKeptByNobody(page: CallbackPage) throws {
        let text = String(decoding: page.bytes, as: UTF8.self)
        let halves = text.split(separator: "\r\n\r\n", maxSplits: 1)
        try #require(halves.count == 2)
        let head = halves[0].split(separator: "\r\n").map(String.init)
        for line in [
            "Cache-Control: no-store", "Referrer-Policy: no-referrer", "Connection: close",
            "Content-Length: \(halves[1].utf8.count)",
        ] {
            #expect(head.contains(line), "\(page) lacks \(line)")
        }
        #expect(!text.contains("<script") && !text.contains(Self.state))
        #expect(head.contains("Allow: GET") == (page == .notAllowed))
    }
}
