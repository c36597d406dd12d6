import LeappAgentProtocol
import LeappBytes
import LeappCBOR
import Testing

@Suite struct ReplyTests {
    @Test(arguments: Message.replies + Message.portalReplies)
    func theLastFrameIsKnownAsSuch(_ message: Message) throws {
        let last =
            switch try AgentReply(parsing: message.frame.rawSpan) {
            case .more: false
            case .done, .failed: true
            }
        #expect(try AgentReply.isLast(message.frame.rawSpan) == last)
        #expect(last == !["list", "portals", "sync progress", "sync changes"].contains(message.name))
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

    private func failure(_ detail: [String: AgentDetail], spoiling text: String = "", with other: String = "") throws
        -> AgentFailure
    {
        var frame: [UInt8] = []
        AgentFailure(exit: 1, code: "X", message: "m", detail: detail).encode(into: &frame)
        if let place = frame.indices.first(where: { frame[$0...].starts(with: text.utf8) }), !text.isEmpty {
            frame.replaceSubrange(place..<(place + text.utf8.count), with: other.utf8)
        }
        guard case .failed(let failure) = try AgentReply(parsing: frame.rawSpan) else { throw ProtocolError.missing("error") }
        return failure
    }

    @Test func longTextsOfFactsAreCutOffAndHoldNoNUL() throws {
        let long = String(repeating: "x", count: AgentLimits.text + 1)
        let found = try failure(["a": .text(long), "b": .texts(["y\0z", long]), long: .flag(true), "n\0": .flag(true)])
        let cut = String(long.dropLast())
        #expect(found.detail == ["a": .text(cut), "b": .texts(["yz", cut])])
    }

    @Test(arguments: [["dddd": .flag(true)], ["a": .text("dddd")], ["a": .texts(["b", "dddd"])]] as [[String: AgentDetail]])
    func aFactHoldsNoNUL(_ detail: [String: AgentDetail]) throws {
        #expect(try failure(detail).detail == detail)
        #expect(throws: ProtocolError.badValue("detail")) { try failure(detail, spoiling: "dddd", with: "dd\0d") }
    }

    @Test(arguments: [AgentLimits.text, AgentLimits.text + 1])
    func aTextOfAFactIsBounded(_ length: Int) throws {
        let long = String(repeating: "x", count: length)
        for part in 0..<3 {
            var frame = map(("more", .flag(false)))
            frame[0] += 1
            frame.cbor(text: "error")
            frame.cborMap(count: 4)
            frame.cbor(text: "code")
            frame.cbor(text: "X")
            frame.cbor(text: "exit")
            frame.cbor(integer: 3)
            frame.cbor(text: "detail")
            frame.cborMap(count: 1)
            frame.cbor(text: part == 0 ? long : "a")
            if part == 2 { frame.cborArray(count: 1) }
            frame.cbor(text: part == 0 ? "b" : long)
            frame.cbor(text: "message")
            frame.cbor(text: "m")
            let bytes = frame
            if length > AgentLimits.text {
                #expect(throws: ProtocolError.badValue("detail")) { try AgentReply(parsing: bytes.rawSpan) }
            } else {
                #expect(throws: Never.self) { try AgentReply(parsing: bytes.rawSpan) }
            }
        }
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
