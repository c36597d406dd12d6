import LeappBytes
import Testing

@testable import LeappVault

@Suite struct PaddingTests {
    @Test(arguments: [
        (9, 10), (1, 1), (2, 2), (8, 8), (100, 104), (1000, 1024), (16385, 17408), (40_008, 40_960), (1 << 28, 1 << 28),
    ])
    func padmeRoundsAsThePaperSays(length: Int, expected: Int) { #expect(Padding.padme(length) == expected) }

    @Test func padmeGrowsAndCostsLittle() {
        var last = 0
        for length in stride(from: 1, to: 1 << 20, by: 97) {
            let padded = Padding.padme(length)
            #expect(padded >= length && padded >= last)
            #expect(padded - length <= length / 8 + 1)
            #expect(Padding.padme(padded) == padded)
            last = padded
        }
    }

    @Test func aPayloadAtTheLimitIsTheLast() {
        #expect((try? Padding.paddedLength((1 << 28) - 8)) == 1 << 28)
        #expect((try? Padding.paddedLength((1 << 28) - 7)) == nil)
        #expect((try? Padding.paddedLength(0)) == 16384)
    }
}
