import NIOCore
import Testing

@testable import LeappAgent

@Suite struct WipingTests {
    @Test func readableBytesAreOverwrittenInEveryValueThatSharesThem() {
        var buffer = ByteBuffer(repeating: 0xa5, count: 100)
        buffer.moveReaderIndex(forwardBy: 10)
        let other = buffer
        buffer.wipe()
        #expect(other.readableBytesView.allSatisfy { $0 == 0 })
        #expect(buffer.readableBytes == 90)
        buffer.moveReaderIndex(to: 0)
        #expect(buffer.readableBytesView.prefix(10).allSatisfy { $0 == 0xa5 })
    }

    @Test func onlyTheSlicesOwnBytesAreOverwritten() throws {
        let buffer = ByteBuffer(repeating: 0xa5, count: 100)
        let slice = try #require(buffer.getSlice(at: 40, length: 20))
        slice.wipe()
        #expect(buffer.readableBytesView.filter { $0 == 0 }.count == 20)
        #expect(buffer.getInteger(at: 39, as: UInt8.self) == 0xa5)
        #expect(buffer.getInteger(at: 60, as: UInt8.self) == 0xa5)
    }

    @Test func anEmptyBufferIsLeftAlone() {
        ByteBuffer().wipe()
        ByteBuffer(repeating: 1, count: 0).wipe()
    }
}
