import LeappAgentProtocol
import LeappBytes
import LeappCBOR
import Testing

@Suite struct ReplyTests {
    @Test(arguments: Message.replies)
    func theLastFrameIsKnownAsSuch(_ message: Message) throws {
        let last =
            switch try AgentReply(parsing: message.frame.rawSpan) {
            case .more: false
            case .done, .failed: true
            }
        #expect(try AgentReply.isLast(message.frame.rawSpan) == last)
        #expect(last == (message.name != "list"))
    }

    @Test func aFailureArrivesAsItWasSent() throws {
        var frame: [UInt8] = []
        Message.fullFailure.encode(into: &frame)
        guard case .failed(let failure) = try AgentReply(parsing: frame.rawSpan) else { throw ProtocolError.missing("error") }
        #expect(failure == Message.fullFailure)
    }

    @Test func aLongMessageIsCutOffBetweenCharacters() throws {
        var frame: [UInt8] = []
        AgentFailure(exit: 1, code: "X", message: String(repeating: "ä🙂", count: 5000)).encode(into: &frame)
        guard case .failed(let failure) = try AgentReply(parsing: frame.rawSpan) else { throw ProtocolError.missing("error") }
        #expect(failure.message.utf8.count <= AgentLimits.text)
        #expect(failure.message.utf8.count > AgentLimits.text / 2)
        #expect(failure.message.allSatisfy { $0 == "ä" || $0 == "🙂" })
    }

    @Test(arguments: [0, 256, -1, 1 << 40])
    func anExitCodeIsOne(_ exit: Int) {
        var frame: [UInt8] = []
        AgentFailure(exit: exit, code: "X", message: "").encode(into: &frame)
        #expect(throws: ProtocolError.badValue("exit")) { try AgentReply(parsing: frame.rawSpan) }
    }

    @Test func factsOfUnknownShapeArePassedOver() throws {
        var frame: [UInt8] = []
        frame.cborMap(count: 2)
        frame.cbor(text: "more")
        frame.cbor(bool: false)
        frame.cbor(text: "error")
        frame.cborMap(count: 4)
        frame.cbor(text: "code")
        frame.cbor(text: "X")
        frame.cbor(text: "exit")
        frame.cbor(integer: 3)
        frame.cbor(text: "detail")
        frame.cborMap(count: 3)
        frame.cbor(text: "a")
        frame.cborMap(count: 0)
        frame.cbor(text: "b")
        frame.cbor(integer: 5)
        frame.cbor(text: "c")
        frame.cborNull()
        frame.cbor(text: "message")
        frame.cbor(text: "m")
        guard case .failed(let failure) = try AgentReply(parsing: frame.rawSpan) else { throw ProtocolError.missing("error") }
        #expect(failure.detail == ["b": .integer(5)])
    }

    @Test func anAnswerThatNeitherEndsNorGoesOnIsRefused() {
        #expect(throws: ProtocolError.missing("ok")) { try AgentReply(parsing: map(("more", .flag(false))).rawSpan) }
        let both = map(("ok", .flag(true)), ("more", .flag(true)))
        #expect(throws: ProtocolError.badValue("ok")) { try AgentReply(parsing: both.rawSpan) }
        #expect(throws: ProtocolError.missing("more")) { try AgentReply(parsing: map(("ok", .flag(true))).rawSpan) }
    }

    @Test(arguments: [0, AgentLimits.frame + 1, .max, -1])
    func aFrameHasBounds(_ length: Int) {
        #expect(throws: ProtocolError.frameLength(length)) { try FrameLength(length) }
    }

    @Test(arguments: [1, 255, 256, AgentLimits.frame])
    func aLengthIsFourBytesMostSignificantFirst(_ length: Int) throws {
        var bytes: [UInt8] = []
        try FrameLength(length).encode(into: &bytes)
        #expect(bytes == UInt32(length).bigEndianBytes)
        #expect(try FrameLength(parsing: bytes.rawSpan).value == length)
    }
}
