import LeappAgentProtocol
import LeappBytes
import LeappCBOR
import Testing

@Suite struct RequestTests {
    @Test(arguments: Message.requests + Message.portalRequests)
    func aPeekSaysWhatTheHeadSays(_ message: Message) throws {
        let head = try RequestHead(parsing: message.frame.rawSpan)
        let (operation, more) = try RequestHead.peek(message.frame.rawSpan)
        #expect(operation == head.operation)
        #expect(more == head.more)
        #expect(more == (message.name == "apply"))
    }

    @Test(arguments: Message.replies + Message.portalReplies)
    func aReplyIsNoRequest(_ message: Message) {
        #expect(throws: (any Error).self) { try RequestHead(parsing: message.frame.rawSpan) }
        #expect(throws: (any Error).self) { try RequestHead.peek(message.frame.rawSpan) }
    }

    @Test func anUnknownOperationIsRefused() {
        let frame = map(("v", .number(1)), ("op", .text("explode")))
        #expect(throws: ProtocolError.unknownOperation("explode")) { try RequestHead(parsing: frame.rawSpan) }
        #expect(throws: ProtocolError.unknownOperation("explode")) { try RequestHead.peek(frame.rawSpan) }
    }

    @Test func anotherVersionIsRefused() {
        let frame = map(("v", .number(2)), ("op", .text("status")))
        #expect(throws: ProtocolError.unknownVersion(2)) { try RequestHead(parsing: frame.rawSpan) }
    }

    @Test func aRequestWithoutVersionIsRefused() {
        let frame = map(("op", .text("status")))
        #expect(throws: ProtocolError.missing("v")) { try RequestHead(parsing: frame.rawSpan) }
        #expect(throws: ProtocolError.missing("v")) { try RequestHead.peek(frame.rawSpan) }
    }

    @Test func onlyApplyGoesOn() {
        let frame = map(("v", .number(1)), ("op", .text("list")), ("more", .flag(true)))
        #expect(throws: ProtocolError.badValue("more")) { try RequestHead(parsing: frame.rawSpan) }
        #expect(throws: ProtocolError.badValue("more")) { try RequestHead.peek(frame.rawSpan) }
    }

    @Test func aRequestIsReadOnlyAsWhatItIs() {
        var frame: [UInt8] = []
        ListRequest().encode(into: &frame)
        #expect(throws: ProtocolError.otherOperation(.list)) { try StopRequest(parsing: frame.rawSpan) }
    }

    @Test(arguments: ["", "relative/vault.lpv", "~/vault.lpv"])
    func aVaultIsAnAbsolutePath(_ path: String) {
        let frame = map(("v", .number(1)), ("op", .text("status")), ("vault", .text(path)))
        #expect(throws: ProtocolError.badValue("vault")) { try RequestHead(parsing: frame.rawSpan) }
    }

    @Test func aTextWithNULIsRefused() {
        let frame = map(("v", .number(1)), ("op", .text("status")), ("vault", .text("/a\0b")))
        #expect(throws: ProtocolError.badValue("vault")) { try RequestHead(parsing: frame.rawSpan) }
    }

    @Test func aTextHasALimit() throws {
        let longest = map(
            ("v", .number(1)), ("op", .text("list")), ("filter", .text(String(repeating: "x", count: AgentLimits.text))))
        #expect(try ListRequest(parsing: longest.rawSpan).filter?.utf8.count == AgentLimits.text)
        let longer = map(
            ("v", .number(1)), ("op", .text("list")), ("filter", .text(String(repeating: "x", count: AgentLimits.text + 1))))
        #expect(throws: ProtocolError.badValue("filter")) { try ListRequest(parsing: longer.rawSpan) }
    }

    @Test(arguments: [0, 31, 33])
    func aKeyHasExactly32Bytes(_ count: Int) {
        var frame: [UInt8] = []
        let key = [UInt8](repeating: 1, count: count)
        UnlockRequest(vault: "/v", key: key.rawSpan, lifetime: 1).encode(into: &frame)
        #expect(throws: ProtocolError.badValue("key")) { _ = try UnlockRequest(parsing: frame.rawSpan) }
    }

    @Test(arguments: [-1, AgentLimits.seconds + 1, .max, .min])
    func aLifetimeHasBounds(_ seconds: Int64) {
        var frame: [UInt8] = []
        let key = Message.key
        UnlockRequest(vault: "/v", key: key.rawSpan, lifetime: seconds).encode(into: &frame)
        #expect(throws: ProtocolError.badValue("for")) { _ = try UnlockRequest(parsing: frame.rawSpan) }
    }

    @Test func stoppingAllAndOneIsRefused() {
        let both = map(("v", .number(1)), ("op", .text("stop")), ("all", .flag(true)), ("name", .text("n")))
        #expect(throws: ProtocolError.badValue("all")) { try StopRequest(parsing: both.rawSpan) }
        let none = map(("v", .number(1)), ("op", .text("stop")))
        #expect(throws: ProtocolError.missing("name")) { try StopRequest(parsing: none.rawSpan) }
    }

    @Test func keysInAnotherOrderAreRefused() {
        let frame = map(("op", .text("status")), ("v", .number(1)))
        #expect(throws: ProtocolError.malformed(.keyOrder(at: 11))) { try RequestHead(parsing: frame.rawSpan) }
    }

    @Test func aPeekDoesNotLookAtDrafts() throws {
        var frame = map(("v", .number(1)), ("op", .text("apply")), ("more", .flag(true)), ("drafts", .flag(true)))
        frame[frame.count - 1] = 0xff
        #expect(try RequestHead.peek(frame.rawSpan).more)
        #expect(throws: ProtocolError.self) { try RequestHead(parsing: frame.rawSpan) }
    }
}

/// A value of a map that is written by hand.
enum Value {
    case number(Int64), text(String), flag(Bool)
}

/// A frame of `pairs` as they are given.
func map(_ pairs: (String, Value)...) -> [UInt8] {
    var frame: [UInt8] = []
    frame.cborMap(count: pairs.count)
    for (key, value) in pairs {
        frame.cbor(text: key)
        switch value {
        case .number(let number): frame.cbor(integer: number)
        case .text(let text): frame.cbor(text: text)
        case .flag(let flag): frame.cbor(bool: flag)
        }
    }
    return frame
}
