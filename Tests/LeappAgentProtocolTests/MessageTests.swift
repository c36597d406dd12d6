import LeappAgentProtocol
import LeappBytes
import LeappCBOR
import Testing

@Suite struct MessageTests {
    @Test(arguments: Message.all)
    func readingAndWritingAgainGivesTheSameBytes(_ message: Message) throws {
        #expect(try message.rewrite(message.frame) == message.frame)
    }

    @Test(arguments: Message.all)
    func everyFrameIsOneDeterministicItem(_ message: Message) throws {
        var reader = CBORReader(message.frame.rawSpan)
        let length = try reader.item().byteCount
        #expect(length == message.frame.count)
    }

    @Test(arguments: Message.all)
    func everyShorterFrameIsRefused(_ message: Message) {
        for length in 0..<message.frame.count where message.name != "ok" {
            #expect(throws: (any Error).self) { try message.rewrite(Array(message.frame.prefix(length))) }
        }
    }

    @Test(arguments: Message.all)
    func bytesBehindAFrameAreRefused(_ message: Message) {
        guard message.name != "ok" else { return }
        #expect(throws: (any Error).self) { try message.rewrite(message.frame + [0]) }
    }

    @Test(arguments: Message.all)
    func unknownKeysArePassedOver(_ message: Message) throws {
        guard message.name != "ok" else { return }
        var longer = message.frame
        longer[0] += 1
        longer.cbor(text: "zzzzzzzzzzzzzzzzzzzz")
        longer.cborArray(count: 2)
        longer.cborNull()
        longer.cborMap(count: 0)
        #expect(try message.rewrite(longer) == message.frame)
    }

    @Test(arguments: Message.all)
    func changedBytesNeverTrapAndWhatIsReadCanBeWritten(_ message: Message) throws {
        var random = SplitMix(state: UInt64(message.frame.count))
        for _ in 0..<3000 {
            var bytes = message.frame
            for _ in 0...(random.next() % 3) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes[place] ^= 1 << UInt8(random.next() % 8)
                case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
                default: if bytes.count > 1 { bytes.remove(at: place) }
                }
            }
            guard let written = try? message.rewrite(bytes) else { continue }
            #expect(try message.rewrite(written) == written)
        }
    }

    @Test func bytesOfChanceNeverTrap() {
        var random = SplitMix(state: 7)
        var read = 0
        for _ in 0..<5000 {
            let bytes = (0..<Int(random.next() % 40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            for message in Message.all where message.name != "ok" && (try? message.rewrite(bytes)) != nil { read += 1 }
            if (try? RequestHead(parsing: bytes.rawSpan)) != nil { read += 1 }
            if (try? AgentReply(parsing: bytes.rawSpan)) != nil { read += 1 }
        }
        #expect(read == 0)
    }
}

/// Chance that is the same in every run.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
