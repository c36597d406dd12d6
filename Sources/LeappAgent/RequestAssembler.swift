import LeappAgentProtocol
import LeappBytes
import LeappCrypto

/// Puts a request together from the pieces in which its bytes arrive, in secret memory from the first byte on.
///
/// What a caller announces costs nothing before it has come: large frames lie in mappings that are empty until written to, and
/// wiped no further than that.
struct RequestAssembler: ~Copyable {
    private var head: [UInt8] = []
    private var body: Secret?
    private var filled = 0
    private var announced = 0
    private var total = 0
    private var frames: [SecretArena] = []
    /// Whether the last frame of the request is there.
    private(set) var isComplete = false

    /// Takes as many of `bytes` as belong to the request, and returns how many these were.
    mutating func take(_ bytes: RawSpan) throws(ProtocolError) -> Int {
        var offset = 0
        while offset < bytes.byteCount, !isComplete {
            if body == nil {
                head.append(bytes[offset])
                offset += 1
                if head.count == FrameLength.byteCount { try begin() }
            } else {
                let count = min(bytes.byteCount - offset, announced - filled)
                copy(bytes.extracting(offset..<(offset + count)))
                offset += count
                if filled == announced { try finish() }
            }
        }
        return offset
    }

    /// Hands over the frames of the complete request, and starts anew.
    mutating func takeRequest() -> [SecretArena] {
        defer { (frames, total, isComplete) = ([], 0, false) }
        return frames
    }

    private mutating func begin() throws(ProtocolError) {
        let length = try FrameLength(parsing: head.rawSpan).value
        guard length <= AgentLimits.request - total, frames.count < AgentLimits.framesPerRequest else {
            throw .frameLength(length)
        }
        (announced, filled) = (length, 0)
        total += length
        head.removeAll(keepingCapacity: true)
        body = Secret(count: length)
    }

    private mutating func copy(_ piece: RawSpan) {
        guard var target = body.take() else { return }
        target.write(piece, at: filled)
        filled += piece.byteCount
        body = consume target
    }

    private mutating func finish() throws(ProtocolError) {
        guard let secret = body.take() else { return }
        let frame = SecretArena(secret)
        let (operation, more) = try RequestHead.peek(frame.bytes)
        guard frames.isEmpty || operation == .apply else { throw .otherOperation(operation) }
        frames.append(frame)
        isComplete = !more
    }
}
