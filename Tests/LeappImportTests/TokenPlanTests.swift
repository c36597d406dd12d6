import LeappBytes
import LeappCrypto
import LeappImport
import LeappWorkspace
import Testing

private let now: Int64 = 1_800_000_000  // 2027-01-15T08:00:00Z
private let startURL = "https://corp.awsapps.com/start"

/// A file with this JSON.
private func file(_ name: String, _ json: String) -> TokenFile {
    TokenFile(name: name, parsing: SecretArena(Secret(copying: Array(json.utf8).rawSpan)).slice)
}

/// A token's file, with more fields or others.
private func token(_ name: String, _ fields: [String: String] = [:]) -> TokenFile {
    let usual = [
        "startUrl": "\"\(startURL)\"", "region": "\"us-east-1\"", "accessToken": "\"token-\(name)\"",
        "expiresAt": "\"2027-01-15T09:00:00Z\"",
    ]
    let all = usual.merging(fields) { $1 }.sorted { $0.key < $1.key }
    return file(name, "{" + all.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}")
}

private func client(_ name: String, id: String) -> TokenFile {
    file(name, #"{"clientId": "\#(id)", "clientSecret": "s", "expiresAt": "2027-03-01T00:00:00Z"}"#)
}

private func plan(_ files: [TokenFile], tokenEnd: Int64? = nil) -> TokenPlan {
    let portal = TokenPortal(name: "corp", startURL: startURL + "/", region: "us-east-1", tokenEnd: tokenEnd)
    return TokenPlan(files, portals: [portal], now: now)
}

extension TokenPlan {
    fileprivate var fates: [TokenFate] { tokens.map(\.fate) }
}

@Suite struct TokenPlanTests {
    @Test func aTokenOfAPortalIsTakenWithItsEnd() throws {
        let planned = try #require(plan([token("a")]).tokens.first)
        #expect(planned.fate == .taken)
        #expect(planned.expiration == now + 3600)
        #expect(String(decoding: [UInt8](planned.access.bytes), as: UTF8.self) == "token-a")
        #expect(planned.portal?.name == "corp")
    }

    @Test(arguments: [
        (["startUrl": #""HTTPS://Corp.awsapps.com/start#/""#], TokenFate.taken),
        (["expiresAt": #""2027-01-15T09:00:00UTC""#], .taken),
        (["expiresAt": #""2027-01-15T08:59:59.123+01:00""#], .skipped(.expired)),
        (["expiresAt": #""2027-01-15T08:00:00Z""#], .skipped(.expired)),
        (["expiresAt": #""2027-01-15T08:00:01Z""#], .taken),
        (["region": "null"], .taken),
        (["region": #""eu-west-1""#], .skipped(.otherRegion("eu-west-1"))),
        (["startUrl": #""https://corp.awsapps.com/start2""#], .skipped(.unknownPortal)),
        (["scopes": "null"], .taken),
        (["scopes": #"["sso:account:access"]"#], .taken),
        (["scopes": #"["x", "sso:account:access"]"#], .taken),
        (["scopes": #""x, sso:account:access""#], .taken),
        (["scopes": "[]"], .skipped(.otherScopes)),
        (["scopes": "7"], .skipped(.otherScopes)),
        (["scopes": #"["sso:account:access:more"]"#], .skipped(.otherScopes)),
    ]) func whatATokenSaysDecides(fields: [String: String], fate: TokenFate) {
        #expect(plan([token("a", fields)]).fates == [fate])
    }

    @Test(arguments: [
        ("", TokenFileFault.notJSON), ("[]", .notJSON), ("{\"accessToken\": \"t\", \"startUrl\": \"u\"", .notJSON),
        (#"{"accessToken": 1, "startUrl": "u", "expiresAt": "2027-01-15T09:00:00Z"}"#, .unusable(key: "accessToken")),
        (#"{"accessToken": "", "startUrl": "u", "expiresAt": "2027-01-15T09:00:00Z"}"#, .unusable(key: "accessToken")),
        (#"{"accessToken": "a\r\nb", "startUrl": "u", "expiresAt": "2027-01-15T09:00:00Z"}"#, .unusable(key: "accessToken")),
        (#"{"accessToken": "ä", "startUrl": "u", "expiresAt": "2027-01-15T09:00:00Z"}"#, .unusable(key: "accessToken")),
        (#"{"accessToken": "t", "startUrl": "u"}"#, .unusable(key: "expiresAt")),
        (#"{"accessToken": "t", "startUrl": "u", "expiresAt": 1800000000}"#, .unusable(key: "expiresAt")),
        (#"{"accessToken": "t", "startUrl": "u", "expiresAt": "soon"}"#, .unusable(key: "expiresAt")),
    ]) func aFileThatCannotBeReadSaysWhy(json: String, fault: TokenFileFault) {
        guard case .unusable(let found) = file("a", json).content else {
            Issue.record("it was read")
            return
        }
        #expect(found == fault)
        #expect(!found.words.isEmpty)
    }

    @Test(arguments: [
        "{}", #"{"accessToken": "t", "expiresAt": "2027-01-15T09:00:00Z"}"#, #"{"accessToken": "t", "startUrl": null}"#,
        #"{"clientId": "c"}"#, #"{"Credentials": {}, "ProviderType": "sso"}"#,
    ]) func whatAnotherToolKeepsThereIsForeign(json: String) {
        guard case .foreign = file("a", json).content else {
            Issue.record("it is taken for something else")
            return
        }
        #expect(plan([file("a", json)]).scrubbed.isEmpty)
    }

    @Test func theLongestTokenTooLongToSendIsRefused() {
        let most = String(repeating: "t", count: 64 << 10)
        #expect(plan([token("a", ["accessToken": "\"\(most)\""])]).fates == [.taken])
        #expect(plan([token("a", ["accessToken": "\"\(most)t\""])]).fates == [])
    }

    @Test func ofSeveralTheOneThatLivesLongestIsTaken() {
        let files = [
            token("a"), token("b", ["expiresAt": #""2027-01-15T10:00:00Z""#]),
            token("c", ["expiresAt": #""2027-01-15T09:30:00Z""#]),
        ]
        let shorter = TokenFate.skipped(.anotherLivesLonger)
        #expect(plan(files).fates == [shorter, .taken, shorter])
        #expect(plan(files.reversed()).fates == [shorter, .taken, shorter])
    }

    @Test(arguments: [(now - 1, TokenFate.taken), (now + 3599, .taken), (now + 3600, .held), (Int64.max, .held)])
    func aTokenIsTakenWhereItLivesLongerThanWhatIsThere(tokenEnd: Int64, fate: TokenFate) {
        #expect(plan([token("a")], tokenEnd: tokenEnd).fates == [fate])
    }

    @Test func aScrubTakesThePortalsTokensAndTheirClients() {
        let files = [
            token("taken", ["clientId": "\"one\"", "clientSecret": "\"s\"", "refreshToken": "\"r\""]),
            token("ended", ["expiresAt": #""2020-01-01T00:00:00Z""#, "clientId": "\"two\""]),
            token("scopes", ["scopes": "[]", "clientId": "\"three\""]),
            token("region", ["region": "\"eu-west-1\""]),
            token("portal", ["startUrl": "\"https://x\"", "region": "\"eu-west-1\"", "clientId": "\"two\""]),
            client("client-one", id: "one"), client("client-two", id: "two"), client("client-three", id: "three"),
            client("nobodys", id: "four"), file("garbage", "{"),
        ]
        let plan = plan(files)
        #expect(plan.scrubbed == ["taken", "ended", "client-one"], "a client that a token needs which stays, stays")
        #expect(plan.strayClients == ["nobodys"])
    }

    @Test func aClientOfARegionGoesWhereNoTokenOfThatRegionStays() {
        let shared = client("botocore-client-id-us-east-1.json", id: "old")
        #expect(plan([shared, token("a")]).scrubbed == [shared.name, "a"])
        #expect(plan([shared]).scrubbed == [shared.name])
        #expect(plan([shared, token("a"), token("b", ["startUrl": "\"https://x\""])]).scrubbed == ["a"])
        #expect(plan([client("botocore-client-id-eu-west-1.json", id: "old")]).scrubbed.isEmpty)
    }

    @Test func aPlanNamesEachPortalOnce() {
        let plan = Home(
            config: """
                [sso-session corp]
                sso_start_url = https://corp.awsapps.com/start
                sso_region = us-east-1
                [sso-session same]
                sso_start_url = https://corp.awsapps.com/start#/
                sso_region = us-east-1
                [profile legacy]
                sso_start_url = https://other.awsapps.com/start
                sso_region = eu-west-1
                sso_account_id = 1
                sso_role_name = R

                """
        ).plan
        #expect(plan.portals.map(\.name) == ["corp", "other"])
    }
}
