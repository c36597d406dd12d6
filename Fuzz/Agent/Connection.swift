import FuzzSupport
import LeappAgentProtocol
import LeappBytes
import LeappCrypto

@testable import RequestAssembler

/// The bytes of a connection: as they are and with their lengths mended, in one piece and in many, with the same outcome.
struct Connection {
    private let bytes: [UInt8]

    private struct Outcome: Equatable {
        var requests: [[[UInt8]]] = []
        var error: ProtocolError?
    }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func check() {
        if isCheap { check(bytes) }
        check(Connection.framed(bytes))
    }

    /// A large frame is announced by four bytes and costs a wiped mapping of its size: one input in 32 may.
    private var isCheap: Bool {
        guard let length = try? FrameLength(parsing: bytes.rawSpan.extracting(0..<min(4, bytes.count))) else { return true }
        return length.value <= 1 << 16 || bytes.count % 32 == 0
    }

    private func check(_ stream: [UInt8]) {
        let whole = Connection.outcome(of: stream, pieces: [stream.count])
        let sizes = bytes.prefix(16).map { Int($0) }
        for pieces in [[1], sizes.isEmpty ? [3] : sizes] {
            demand(Connection.outcome(of: stream, pieces: pieces) == whole, "it does not matter in which pieces a request comes")
        }
        for request in whole.requests {
            demand(request.count <= AgentLimits.framesPerRequest && !request.isEmpty, "a request has a frame, and not too many")
            demand(request.allSatisfy { (1...AgentLimits.frame).contains($0.count) }, "a frame is inside its bounds")
            demand(request.reduce(0) { $0 + $1.count } <= AgentLimits.request, "a request is inside its bounds")
            for (index, frame) in request.enumerated() {
                let head = try? RequestHead.peek(frame.rawSpan)
                demand(head?.more == (index < request.count - 1), "a request ends with the frame that says so")
                demand(request.count == 1 || head?.operation == .apply, "one operation alone has more frames")
            }
        }
    }

    /// What a connection gives out, one request after the other.
    private static func outcome(of stream: [UInt8], pieces: [Int]) -> Outcome {
        var outcome = Outcome()
        var assembler = RequestAssembler()
        var offset = 0
        var turn = 0
        while offset < stream.count {
            let size = min(max(pieces[turn % pieces.count], 1), stream.count - offset)
            turn += 1
            do {
                let used = try assembler.take(stream.rawSpan.extracting(offset..<(offset + size)))
                demand(used <= size && (used == size || assembler.isComplete), "bytes are left only behind a request")
                offset += used
            } catch {
                outcome.error = error
                return outcome
            }
            if assembler.isComplete { outcome.requests.append(assembler.takeRequest().map { Array($0.bytes) }) }
        }
        return outcome
    }

    /// The input as frames, cut where a byte is ff.
    private static func framed(_ bytes: [UInt8]) -> [UInt8] {
        bytes.split(separator: 0xff).flatMap { frame in UInt32(frame.count).bigEndianBytes + frame }
    }
}
