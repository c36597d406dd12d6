import Testing

@testable import LeappAWS

@Suite struct ProxyRulesTests {
    private func proxy(_ url: String, _ environment: [String: String]) throws -> HTTPProxy? {
        let parsed = try #require(EndpointURL(parsing: url))
        return try ProxyRules(AWSEnvironment(environment)).proxy(for: parsed)
    }

    @Test(
        arguments: [
            ("https://h", ["HTTPS_PROXY": "http://p:1"], "p:1"), ("http://h", ["HTTPS_PROXY": "http://p:1"], nil),
            ("http://h", ["HTTP_PROXY": "http://p:1"], "p:1"), ("https://h", ["HTTP_PROXY": "http://p:1"], nil),
            ("https://h", ["HTTPS_PROXY": "http://upper:1", "https_proxy": "http://lower:1"], "lower:1"),
            ("https://h", ["HTTPS_PROXY": "p:3128"], "p:3128"), ("https://h", ["HTTPS_PROXY": "//p:3128"], "p:3128"),
            ("https://h", ["HTTPS_PROXY": "p"], "p:80"), ("https://h", ["HTTPS_PROXY": ""], nil),
        ] as [(String, [String: String], String?)])
    func eachSchemeHasItsOwnProxy(_ url: String, environment: [String: String], expected: String?) throws {
        #expect(try proxy(url, environment)?.description == expected)
    }

    @Test(arguments: [
        ("*", "h.x", true), ("h.x", "h.x", true), ("H.X", "h.x", true), (".x", "h.x", true), ("x", "h.x", true),
        ("x", "hx", false),
        ("a, x ,b", "h.x", true), ("h.x:443", "h.x", true), ("h.x:444", "h.x", false), ("", "h.x", false), (",", "h.x", false),
        ("127.0.0.1", "127.0.0.1", true), ("[::1]", "[::1]", true), ("y.h.x", "h.x", false),
    ])
    func whatIsExemptIsAskedDirectly(_ list: String, host: String, isDirect: Bool) throws {
        let found = try proxy("https://" + host, ["HTTPS_PROXY": "p:1", "NO_PROXY": list])
        #expect((found == nil) == isDirect)
    }

    @Test func lowerCaseExemptionsComeFirst() throws {
        #expect(try proxy("https://h", ["HTTPS_PROXY": "p:1", "NO_PROXY": "h", "no_proxy": "other"]) != nil)
    }

    @Test func userAndPasswordAreDecodedAndNotShown() throws {
        let found = try #require(try proxy("https://h", ["HTTPS_PROXY": "http://me%40x:a%3Ab@p:1"]))
        #expect(found.user == "me@x")
        #expect(found.password == "a:b")
        #expect("\(found)" == "p:1")
        #expect(!String(reflecting: found).contains("a:b"))
    }

    @Test(arguments: [
        ("https://p", SettingFault.unsupportedProxy), ("socks5://p", .unsupportedProxy), ("ftp://p", .notAURL),
        ("http://p:x", .notAURL),
    ])
    func aProxyThatCannotBeUsedIsSaid(_ value: String, fault: SettingFault) {
        #expect(throws: AWSError.badSetting(name: "HTTPS_PROXY", fault: fault)) {
            try proxy("https://h", ["HTTPS_PROXY": value])
        }
    }
}
