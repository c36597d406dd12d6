import Glibc
import LeappAgent
import LeappAgentClient
import LeappAgentProtocol
import LeappBytes
import Testing

@Suite struct AgentServerTests {
    /// Runs `body` against a server in this process.
    private func serving(
        _ limits: ServerLimits = .standard, _ body: @Sendable (String, EchoEngine) async throws -> Void
    ) async throws {
        let scratch = try Scratch()
        let engine = EchoEngine()
        let socket = try ListeningSocket.open(scratch.socket)
        let server = AgentServer(engine, limits: limits, log: AgentLog { _ in })
        let task = Task { try await server.serve(socket) }
        do {
            try await body(scratch.socket, engine)
        } catch {
            task.cancel()
            _ = await task.result
            throw error
        }
        task.cancel()
        _ = await task.result
    }

    @Test func twoHundredCallersAtOnceAreAllAnswered() async throws {
        try await serving { path, engine in
            try await withThrowingTaskGroup { tasks in
                for number in 0..<200 {
                    tasks.addTask { (number, try await onThread { try Caller(path).credentials("session-\(number)") }) }
                }
                for try await (number, output) in tasks { #expect(output == Array("session-\(number)".utf8)) }
            }
            #expect(engine.seen.requests == 200)
        }
    }

    @Test func requestsGoOneAfterTheOtherOnAConnection() async throws {
        try await serving { path, _ in
            let outputs = try await onThread {
                let caller = try Caller(path)
                return try (0..<50).map { try caller.credentials("n\($0)") }
            }
            #expect(outputs == (0..<50).map { Array("n\($0)".utf8) })
        }
    }

    @Test func aRequestOfSeveralFramesArrivesWhole() async throws {
        try await serving { path, _ in
            let answer = try await onThread { () throws -> [ApplyReply] in
                let caller = try Caller(path)
                for count in [3, 0, 2] {
                    try caller.send { sink in
                        let drafts = [UInt8](repeating: 0xf6, count: count)
                        ApplyRequest(
                            more: count != 2, replace: false, dryRun: false, drafts: ItemList(count: count, bytes: drafts.rawSpan)
                        ).encode(into: &sink)
                    }
                }
                return try caller.frames().map { try ApplyReply(parsing: $0.rawSpan) }
            }
            #expect(answer.map(\.outcomes.count) == [3, 0, 2])
            #expect(answer.map(\.more) == [true, true, false])
            #expect(answer[2].outcomes.first?.id.first == 2)
        }
    }

    @Test func anAnswerOfManyLargeFramesArrivesInOrder() async throws {
        try await serving { path, _ in
            let sizes = try await onThread {
                let caller = try Caller(path)
                try caller.send { ListRequest(filter: "20").encode(into: &$0) }
                return try caller.frames().map(\.count)
            }
            #expect(sizes.count == 20)
            #expect(sizes.allSatisfy { $0 > 1 << 20 })
        }
    }

    @Test func aFrameThatIsTooLargeIsRefusedBeforeItComes() async throws {
        try await serving { path, engine in
            let failure = try await onThread { try Caller(path).refusal(of: [1, 0, 0, 1]) }
            #expect(failure.code == "LIMIT")
            #expect(engine.seen.requests == 0)
        }
    }

    @Test func aRequestThatIsTooLargeInAllIsRefused() async throws {
        try await serving { path, engine in
            let failure = try await onThread { () throws -> AgentFailure in
                let caller = try Caller(path)
                let drafts = [UInt8](repeating: 0xf6, count: AgentLimits.frame - 100)
                for _ in 0..<5 {
                    try caller.send { sink in
                        ApplyRequest(
                            more: true, replace: false, dryRun: false,
                            drafts: ItemList(count: drafts.count, bytes: drafts.rawSpan)
                        ).encode(into: &sink)
                    }
                }
                return try caller.failure()
            }
            #expect(failure.code == "LIMIT")
            #expect(engine.seen.requests == 0)
        }
    }

    @Test(
        arguments: [
            ([0, 0, 0, 1, 0xff], "BAD_REQUEST"), ([0, 0, 0, 0], "LIMIT"), ([0, 0, 0, 1, 0xa0], "BAD_REQUEST"),
            ([0, 0, 0, 9, 0xa2, 0x61, 0x76, 1, 0x62, 0x6f, 0x70, 0x61, 0x78], "UNKNOWN_OPERATION"),
            ([0, 0, 0, 9, 0xa2, 0x61, 0x76, 2, 0x62, 0x6f, 0x70, 0x61, 0x78], "UNKNOWN_VERSION"),
        ] as [([UInt8], String)])
    func bytesThatAreNoRequestAreRefused(_ bytes: [UInt8], _ code: String) async throws {
        try await serving { path, engine in
            let failure = try await onThread { try Caller(path).refusal(of: bytes) }
            #expect(failure.code == code)
            #expect(engine.seen.requests == 0)
        }
    }

    @Test func aSilentCallerIsDropped() async throws {
        try await serving(ServerLimits(connections: 8, request: 0.2, reply: 5)) { path, _ in
            let ended = try await onThread { try Caller(path).untilClosed() }
            #expect(ended)
        }
    }

    @Test func aCallerThatDripsIsDropped() async throws {
        try await serving(ServerLimits(connections: 8, request: 0.3, reply: 5)) { path, engine in
            let sent = try await onThread { try Caller(path).drip(most: 5000) }
            #expect(sent < 5000)
            #expect(engine.seen.requests == 0)
        }
    }

    @Test func aCallerIsDroppedWhenItIsSilentAfterAnAnswer() async throws {
        try await serving(ServerLimits(connections: 8, request: 3, reply: 5)) { path, _ in
            let ended = try await onThread { () throws -> Bool in
                let caller = try Caller(path)
                _ = try caller.credentials("x")
                return try caller.untilClosed()
            }
            #expect(ended)
        }
    }

    @Test func aCallerThatDoesNotReadIsDropped() async throws {
        try await serving(ServerLimits(connections: 8, request: 5, reply: 0.3)) { path, engine in
            let lazy = try await onThread { () throws -> Caller in
                let caller = try Caller(path)
                try caller.send { ListRequest(filter: "40").encode(into: &$0) }
                return caller
            }
            for _ in 0..<10_000 where engine.seen.callersGone == 0 {
                _ = try await onThread { try Caller(path).credentials("meanwhile") }
            }
            #expect(engine.seen.callersGone == 1)
            let output = try await onThread { try Caller(path).credentials("still here") }
            #expect(output == Array("still here".utf8))
            withExtendedLifetime(lazy) {}
        }
    }

    @Test func callersThatLeaveEarlyHarmNobody() async throws {
        try await serving { path, _ in
            try await onThread {
                for length in 0..<40 {
                    let caller = try Caller(path)
                    try caller.raw(Array(([0, 0, 0, 30] + [UInt8](repeating: 0xa0, count: 30)).prefix(length % 34)))
                }
                for _ in 0..<20 { try Caller(path).send { ListRequest(filter: "3").encode(into: &$0) } }
            }
            let output = try await onThread { try Caller(path).credentials("here") }
            #expect(output == Array("here".utf8))
        }
    }

    @Test func oneCallerTooManyIsToldSo() async throws {
        try await serving(ServerLimits(connections: 2, request: 30, reply: 30)) { path, _ in
            let failure = try await onThread { () throws -> AgentFailure in
                let (first, second) = (try Caller(path), try Caller(path))
                _ = try (first.credentials("a"), second.credentials("b"))
                let third = try Caller(path)
                defer { withExtendedLifetime((first, second)) {} }
                return try third.failure()
            }
            #expect(failure.code == "BUSY")
        }
    }

    @Test func aRequestAheadOfTheAnswerEndsTheConnection() async throws {
        try await serving { path, _ in
            let ended = try await onThread { () throws -> Bool in
                let caller = try Caller(path)
                var frame: [UInt8] = []
                PlainRequest(.status).encode(into: &frame)
                let whole = UInt32(frame.count).bigEndianBytes + frame
                try caller.raw(whole + whole)
                return try caller.untilClosed()
            }
            #expect(ended)
        }
    }

    @Test func anEngineThatFindsNoAnswerIsCoveredFor() async throws {
        try await serving { path, _ in
            let failure = try await onThread { () throws -> AgentFailure in
                let caller = try Caller(path)
                try caller.send { PlainRequest(.originals).encode(into: &$0) }
                return try caller.failure()
            }
            #expect(failure.code == "INTERNAL")
        }
    }

    @Test func nothingIsSentBehindTheLastFrame() async throws {
        try await serving { path, engine in
            let next = try await onThread { () throws -> [UInt8] in
                let caller = try Caller(path)
                try caller.send { PlainRequest(.current).encode(into: &$0) }
                _ = try caller.frames()
                return try caller.credentials("next")
            }
            #expect(next == Array("next".utf8))
            #expect(engine.seen.callersGone == 1)
        }
    }
}
