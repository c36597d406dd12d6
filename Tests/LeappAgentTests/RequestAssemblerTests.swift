import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import Testing

@testable import LeappAgent

@Suite struct RequestAssemblerTests {
    private static func request() throws -> [UInt8] {
        var bytes: [UInt8] = []
        for more in [true, true, false] {
            var frame: [UInt8] = []
            let drafts = [UInt8](repeating: 0xf6, count: more ? 40 : 3)
            ApplyRequest(more: more, replace: false, dryRun: true, drafts: ItemList(count: drafts.count, bytes: drafts.rawSpan))
                .encode(into: &frame)
            try FrameLength(frame.count).encode(into: &bytes)
            bytes += frame
        }
        return bytes
    }

    /// The sizes of the frames that `bytes` make when they arrive in pieces of `size`, and how many bytes were not taken.
    private func assemble(_ bytes: [UInt8], _ size: Int) throws(ProtocolError) -> (sizes: [Int], left: Int) {
        var assembler = RequestAssembler()
        var offset = 0
        while offset < bytes.count, !assembler.isComplete {
            let end = min(offset + size, bytes.count)
            offset += try assembler.take(bytes.rawSpan.extracting(offset..<end))
        }
        return (assembler.isComplete ? assembler.takeRequest().map(\.count) : [], bytes.count - offset)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 7, 64, 1000])
    func aRequestIsTheSameInWhateverPiecesItArrives(_ size: Int) throws {
        let bytes = try Self.request()
        let (sizes, left) = try assemble(bytes, size)
        #expect(sizes.count == 3)
        #expect(sizes.reduce(0, +) + 12 == bytes.count)
        #expect(left == 0)
    }

    @Test func bytesBehindARequestAreNotTaken() throws {
        let (sizes, left) = try assemble(try Self.request() + [0, 0, 0], 1000)
        #expect(sizes.count == 3)
        #expect(left == 3)
    }

    @Test func everyShorterRequestIsIncomplete() throws {
        let bytes = try Self.request()
        for length in 0..<bytes.count { #expect(try assemble(Array(bytes.prefix(length)), 9).sizes.isEmpty) }
    }

    @Test func changedBytesNeverTrap() throws {
        let bytes = try Self.request()
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                _ = try? assemble(changed, 17)
            }
        }
    }

    @Test func framesOfAnotherOperationDoNotContinueARequest() throws {
        var status: [UInt8] = []
        PlainRequest(.status).encode(into: &status)
        let bytes = try Self.request()
        var mixed = Array(bytes.prefix(FrameLength.byteCount + (try FrameLength(parsing: bytes.rawSpan.extracting(0..<4)).value)))
        mixed += UInt32(status.count).bigEndianBytes + status
        #expect(throws: ProtocolError.otherOperation(.status)) { try assemble(mixed, 1000) }
    }
}
