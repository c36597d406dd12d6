import Glibc
import LeappAgentClient
import LeappAgentProtocol
import LeappBytes
import Testing

@Suite struct AgentClientTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// What the client makes of an agent that deals with its request as `serve` says.
    private func answer(_ serve: @escaping @Sendable (CInt) -> Void) throws -> [UInt8] {
        try answerTo([1, 2, 3], serve)
    }

    private func ask(_ question: [UInt8]) throws -> [UInt8] {
        let client = try AgentClient(path: scratch.socket, timeouts: AgentTimeouts(send: 1, answer: 1))
        try client.send(question.rawSpan)
        return try receive(client)
    }

    private func receive(_ client: borrowing AgentClient) throws -> [UInt8] {
        let frame = try client.receive()
        return Array(frame.bytes)
    }

    @Test func aRequestArrivesWithItsLengthAndTheAnswerWithoutIt() throws {
        let answer = try answer { connection in
            let request = take(7, on: connection)
            send([0, 0, 0, 7] + request, on: connection)
        }
        #expect(answer == [0, 0, 0, 3, 1, 2, 3])
    }

    @Test func anAnswerInPiecesArrivesWhole() throws {
        let answer = try answer { connection in
            for byte in [0, 0, 1, 0] + [UInt8](repeating: 9, count: 256) { send([byte], on: connection) }
            _ = take(8, on: connection)
        }
        #expect(answer == [UInt8](repeating: 9, count: 256))
    }

    @Test func aLargeAnswerArrivesWhole() throws {
        let count = AgentLimits.frame
        let answer = try answer { connection in
            send(UInt32(count).bigEndianBytes, on: connection)
            for _ in 0..<(count / 65536) { send([UInt8](repeating: 7, count: 65536), on: connection) }
        }
        #expect(answer.count == count)
        #expect(answer.allSatisfy { $0 == 7 })
    }

    @Test(arguments: [[0, 0, 0, 0], [1, 0, 0, 1], [255, 255, 255, 255]] as [[UInt8]])
    func aLengthOutOfBoundsIsGarbled(_ length: [UInt8]) {
        #expect(throws: AgentClientError.garbled) {
            try answer { connection in
                send(length, on: connection)
                _ = take(8, on: connection)
            }
        }
    }

    @Test(arguments: [0, 1, 3, 4, 9])
    func anAgentThatHangsUpIsClosed(_ count: Int) {
        #expect(throws: AgentClientError.closed) {
            try answer { connection in
                _ = take(7, on: connection)
                send(Array([0, 0, 0, 9, 1, 1, 1, 1, 1].prefix(count)), on: connection)
            }
        }
    }

    @Test func anAgentThatSaysNothingTimesOut() {
        #expect(throws: AgentClientError.timedOut) { try answer { connection in _ = take(100, on: connection) } }
    }

    @Test func anAgentThatHangsUpBeforeItTookTheRequestIsHeard() throws {
        let answer = try answerTo([UInt8](repeating: 1, count: 1 << 20)) { connection in send([0, 0, 0, 1, 42], on: connection) }
        #expect(answer == [42])
    }

    @Test func aFrameThatIsTooLargeIsNotSent() {
        #expect(throws: AgentClientError.tooLarge(AgentLimits.frame + 1)) {
            try answerTo([UInt8](repeating: 0, count: AgentLimits.frame + 1)) { connection in _ = take(1, on: connection) }
        }
    }

    private func answerTo(_ question: [UInt8], _ serve: @escaping @Sendable (CInt) -> Void) throws -> [UInt8] {
        let agent = try FakeAgent(scratch.socket, serve)
        return try withExtendedLifetime(agent) { try ask(question) }
    }
}
