import LeappBytes
import Testing

@testable import LeappLoopback

@Suite struct CallbackHeadTests {
    private static let request = Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)

    /// What is there when `bytes` have come in pieces of so many.
    private func head(_ bytes: [UInt8], by size: Int, limit: Int = 100) -> (state: CallbackHead.State, bytes: [UInt8]) {
        var head = CallbackHead(limit: limit)
        var rest = bytes[...]
        while !rest.isEmpty, head.state == .open {
            let piece = Array(rest.prefix(size))
            _ = head.take(piece.rawSpan)
            rest = rest.dropFirst(size)
        }
        return (head.state, Array(head.bytes))
    }

    @Test(arguments: 1...40) func itDoesNotMatterInWhichPiecesItComes(size: Int) {
        let found = head(Self.request + Array("behind it\r\n\r\n".utf8), by: size)
        #expect(found.state == .whole && found.bytes == Self.request)
    }

    @Test func itIsOpenUntilItsEmptyLineHasCome() {
        for count in Self.request.indices { #expect(head(Array(Self.request.prefix(count)), by: 7).state == .open) }
    }

    @Test(arguments: [1, 5, 4096]) func oneThatEndsAtItsLimitIsWholeAndALongerOneTooLarge(size: Int) {
        let count = Self.request.count
        #expect(head(Self.request, by: size, limit: count).state == .whole)
        let cut = head(Self.request, by: size, limit: count - 1)
        #expect(cut.state == .tooLarge && cut.bytes.count == count - 1, "no more is kept than the limit says")
    }

    @Test func oneThatIsDoneTakesNothingMore() {
        var head = CallbackHead(limit: 100)
        _ = head.take(Self.request.rawSpan)
        #expect(head.take(Self.request.rawSpan) == .whole)
        #expect(head.bytes.byteCount == Self.request.count)
    }
}
