import LeappAgentClient
import LeappBytes
import Testing

@Suite struct WipedBufferTests {
    @Test func bytesSurviveGrowth() {
        var buffer = WipedBuffer(capacity: 1)
        var expected: [UInt8] = []
        for round in 0..<200 {
            let piece = (0..<(round * 7)).map { UInt8(truncatingIfNeeded: $0 ^ round) }
            buffer.append(piece.rawSpan)
            buffer.append(UInt8(truncatingIfNeeded: round))
            expected += piece + [UInt8(truncatingIfNeeded: round)]
        }
        let bytes = Array(buffer.bytes)
        #expect(bytes == expected)
        let count = buffer.count
        #expect(count == expected.count)
    }
}
