public import LeappBytes

/// The four bytes before each frame: the frame's length, most significant byte first (spec/agent.md section 3).
public struct FrameLength: Equatable, Sendable {
    /// How many bytes the length itself takes.
    public static let byteCount = 4

    /// The frame's length, from 1 to ``AgentLimits/frame``.
    public let value: Int

    /// Checks that a frame may have `value` bytes.
    public init(_ value: Int) throws(ProtocolError) {
        guard value > 0, value <= AgentLimits.frame else { throw .frameLength(value) }
        self.value = value
    }

    /// Reads the length from exactly ``byteCount`` bytes.
    public init(parsing bytes: RawSpan) throws(ProtocolError) {
        guard bytes.byteCount == FrameLength.byteCount else { throw .frameLength(0) }
        var value = 0
        for index in 0..<FrameLength.byteCount { value = value << 8 | Int(bytes[index]) }
        try self.init(value)
    }

    /// Appends the four bytes.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        for shift in [24, 16, 8, 0] { sink.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}
