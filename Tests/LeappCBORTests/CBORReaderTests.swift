import LeappBytes
import LeappCBOR
import Testing

@Suite struct CBORReaderTests {
    /// What `item()` says of the bytes; nil where it reads all of them.
    private func refusal(_ hex: String) throws -> CBORError? {
        let bytes = try #require([UInt8](hex: hex))
        var reader = CBORReader(bytes.rawSpan)
        do throws(CBORError) {
            _ = try reader.item()
            try reader.end()
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("", CBORError.unexpected(at: 0, found: nil)), ("18", .truncated(at: 0)), ("1800", .notShortest(at: 0)),
        ("1817", .notShortest(at: 0)), ("1900ff", .notShortest(at: 0)), ("1a0000ffff", .notShortest(at: 0)),
        ("1b00000000ffffffff", .notShortest(at: 0)), ("1b8000000000000000", .outOfRange(at: 0)),
        ("3b8000000000000000", .outOfRange(at: 0)), ("1c", .unsupported(at: 0)), ("5f", .unsupported(at: 0)),
        ("4261", .truncated(at: 0)), ("5b7fffffffffffffff", .truncated(at: 0)), ("62c328", .invalidText(at: 0)),
        ("8201", .truncated(at: 0)), ("9b7fffffffffffffff", .truncated(at: 0)), ("a101", .truncated(at: 0)),
        ("a201000100", .keyOrder(at: 3)), ("a202000100", .keyOrder(at: 3)), ("a20100616100", .keyType(at: 3)),
        ("a18000", .keyType(at: 1)), ("a1f400", .keyType(at: 1)), ("c000", .unsupported(at: 0)), ("f7", .unsupported(at: 0)),
        ("f90000", .unsupported(at: 0)), ("0000", .trailing(count: 1)), ("a2616201616101", .keyOrder(at: 4)),
        ("a262616101616201", .keyOrder(at: 5)),
    ])
    func whatIsNotLawfulIsRefusedAtItsPlace(hex: String, expected: CBORError) throws {
        #expect(try refusal(hex) == expected)
    }

    @Test(arguments: [
        "00", "17", "1818", "18ff", "190100", "1a00010000", "1b0000000100000000", "1b7fffffffffffffff", "3b7fffffffffffffff",
        "40", "60", "63e282ac", "64f0908d88", "80", "a0", "a2200121f6", "a241610142616201", "a2616101626161f5",
    ])
    func whatIsLawfulIsReadAndWrittenTheSame(hex: String) throws {
        #expect(try refusal(hex) == nil)
        let bytes = try #require([UInt8](hex: hex))
        #expect(Transcript.copy(bytes) == bytes)
    }

    @Test func sixteenContainersMayBeNestedAndNoMore() throws {
        func nested(_ depth: Int) -> String { String(repeating: "81", count: depth - 1) + "80" }
        #expect(try refusal(nested(16)) == nil)
        #expect(try refusal(nested(17)) == .tooDeep(at: 16))
        #expect(try refusal(String(repeating: "a100", count: 16) + "f6") == nil)
        #expect(try refusal(String(repeating: "a100", count: 17) + "f6") == .tooDeep(at: 32))
    }

    @Test func containersReadByHandCountTowardsTheDepth() {
        let bytes: [UInt8] = [0x81, 0x80]
        var reader = CBORReader(bytes.rawSpan)
        var found: CBORError?
        do throws(CBORError) { _ = try reader.item(inside: 15) } catch { found = error }
        #expect(found == .tooDeep(at: 1))
    }

    @Test func integersReachBothEndsOfSixtyFourBits() throws {
        for value in [Int64.min, -25, -24, -1, 0, 23, 24, 255, 256, 65535, 65536, 1 << 32, .max] {
            var bytes: [UInt8] = []
            bytes.cbor(integer: value)
            var reader = CBORReader(bytes.rawSpan)
            let read = try reader.integer()
            #expect(read == value)
        }
    }

    /// Random bytes over a small alphabet of heads: what is read whole is written the same, and nothing traps.
    @Test(arguments: 0..<64)
    func readingThenWritingIsTheIdentity(seed: Int) {
        var generator = SplitMix(state: UInt64(seed))
        let heads: [UInt8] = [
            0x00, 0x01, 0x17, 0x18, 0x19, 0x20, 0x40, 0x41, 0x60, 0x61, 0x62, 0x80, 0x81, 0x82, 0xa0, 0xa1, 0xa2, 0xf4, 0xf6,
            0xff,
        ]
        var read = 0
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? heads.randomElement(using: &generator) ?? 0 : UInt8.random(in: 0...255, using: &generator)
            }
            guard let written = Transcript.copy(bytes) else { continue }
            read += 1
            #expect(written == bytes)
        }
        #expect(read > 0)
    }
}

/// A small generator of the same numbers for the same seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
