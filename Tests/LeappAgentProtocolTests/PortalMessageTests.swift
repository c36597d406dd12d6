import LeappAgentProtocol
import LeappBytes
import LeappCBOR
import Testing

@Suite struct PortalMessageTests {
    @Test(arguments: [0, 15, 17])
    func anAttemptHasExactly16Bytes(_ count: Int) {
        let attempt = [UInt8](repeating: 1, count: count)
        var (request, reply): ([UInt8], [UInt8]) = ([], [])
        PortalTokenRequest(attempt: attempt).encode(into: &request)
        PortalLoginReply(attempt: attempt, url: "u", flow: .browser(state: "s")).encode(into: &reply)
        #expect(throws: ProtocolError.badValue("attempt")) { _ = try PortalTokenRequest(parsing: request.rawSpan) }
        #expect(throws: ProtocolError.badValue("attempt")) { try PortalLoginReply(parsing: reply.rawSpan) }
    }

    @Test func secretsHaveLimits() throws {
        func code(_ count: Int) throws {
            var frame: [UInt8] = []
            let code = [UInt8](repeating: 65, count: count)
            PortalTokenRequest(attempt: Message.id, code: code.rawSpan).encode(into: &frame)
            #expect(try PortalTokenRequest(parsing: frame.rawSpan).code?.byteCount == count)
        }
        func token(_ count: Int) throws {
            var frame: [UInt8] = []
            let token = [UInt8](repeating: 65, count: count)
            PortalAdoptRequest(startURL: "s", region: "r", accessToken: token.rawSpan, expiration: 1).encode(into: &frame)
            #expect(try PortalAdoptRequest(parsing: frame.rawSpan).accessToken.byteCount == count)
        }
        func url(_ count: Int) throws {
            var frame: [UInt8] = []
            let url = [UInt8](repeating: 65, count: count)
            ConsoleReply(url: url.rawSpan).encode(into: &frame)
            #expect(try ConsoleReply(parsing: frame.rawSpan).url.byteCount == count)
        }
        try code(AgentLimits.authorizationCode)
        #expect(throws: ProtocolError.badValue("code")) { try code(AgentLimits.authorizationCode + 1) }
        try token(AgentLimits.token)
        #expect(throws: ProtocolError.badValue("accessToken")) { try token(AgentLimits.token + 1) }
        try url(AgentLimits.url)
        #expect(throws: ProtocolError.badValue("url")) { try url(AgentLimits.url + 1) }
    }

    @Test func patternsHaveALimit() throws {
        var frame: [UInt8] = []
        let most = [String](repeating: "*", count: AgentLimits.patterns)
        PortalSyncRequest(portal: "p", accounts: most, roles: most).encode(into: &frame)
        #expect(try PortalSyncRequest(parsing: frame.rawSpan).accounts == most)
        for (accounts, roles, field) in [(most + ["*"], most, "accounts"), (most, most + ["*"], "roles")] {
            frame = []
            PortalSyncRequest(portal: "p", accounts: accounts, roles: roles).encode(into: &frame)
            #expect(throws: ProtocolError.badValue(field)) { try PortalSyncRequest(parsing: frame.rawSpan) }
        }
    }

    @Test func noPatternsAreNotTheSameAsNoneGiven() throws {
        var frame: [UInt8] = []
        PortalSyncRequest(portal: "p", accounts: []).encode(into: &frame)
        let request = try PortalSyncRequest(parsing: frame.rawSpan)
        #expect(request.accounts == [])
        #expect(request.roles == nil)
    }

    @Test func aNumberOfThingsIsNotBelowZero() {
        var frame: [UInt8] = []
        PortalSyncReply.progress(
            SyncProgress(accountsDone: -1, accountsFound: 0, rolesFound: 0, accountsComplete: false, rate: 0)
        ).encode(into: &frame)
        #expect(throws: ProtocolError.badValue("accountsDone")) { try PortalSyncReply(parsing: frame.rawSpan) }
    }

    @Test(arguments: [-1, AgentLimits.seconds + 1])
    func intervalsHaveBounds(_ seconds: Int64) {
        var frame: [UInt8] = []
        PortalTokenReply.pending(interval: seconds).encode(into: &frame)
        #expect(throws: ProtocolError.badValue("interval")) { try PortalTokenReply(parsing: frame.rawSpan) }
    }

    @Test func aSignInIsEitherOverOrPending() {
        let both = map(
            ("ok", .flag(true)), ("more", .flag(false)), ("portal", .text("p")), ("pending", .flag(true)),
            ("interval", .number(1)))
        #expect(throws: ProtocolError.badValue("pending")) { try PortalTokenReply(parsing: both.rawSpan) }
        let neither = map(("ok", .flag(true)), ("more", .flag(false)))
        #expect(throws: ProtocolError.missing("portal")) { try PortalTokenReply(parsing: neither.rawSpan) }
    }

    @Test func progressNeverEndsAnAnswer() {
        let frame = map(
            ("ok", .flag(true)), ("more", .flag(false)), ("rate", .number(1)), ("rolesFound", .number(1)),
            ("accountsDone", .number(1)), ("accountsFound", .number(1)), ("accountsComplete", .flag(true)))
        #expect(throws: ProtocolError.badValue("accountsDone")) { try PortalSyncReply(parsing: frame.rawSpan) }
    }
}
