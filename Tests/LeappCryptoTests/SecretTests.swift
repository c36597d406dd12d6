import LeappBytes
import LeappCrypto
import Testing

@Suite struct SecretTests {
    @Test(arguments: [0, 1, 63, 64, 4096, Secret.lockedLimit, Secret.lockedLimit + 1, 1 << 20])
    func aCopyEqualsItsSource(count: Int) {
        let source = Randomness.system.bytes(count)
        let secret = Secret(copying: source.rawSpan)
        let copy = secret.copy()
        let equal = copy.isEqual(to: source.rawSpan)
        #expect(equal)
        let length = copy.count
        #expect(length == count)
    }

    @Test func aWriterKeepsWhatItOutgrows() {
        var writer = SecretWriter(capacity: 64)
        var expected: [UInt8] = []
        for value in 0..<200_000 {
            writer.append(UInt8(truncatingIfNeeded: value))
            expected.append(UInt8(truncatingIfNeeded: value))
        }
        let secret = writer.finish()
        let equal = secret.isEqual(to: expected.rawSpan)
        #expect(equal)
    }

    @Test(arguments: [1, 64, 1024, 4096, 200_000], [0, 1, 63, 1024, 4095, 4097, Secret.lockedLimit + 1])
    func aFinishedWriterHoldsExactlyWhatWasWritten(capacity: Int, count: Int) {
        let written = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        var writer = SecretWriter(capacity: capacity)
        writer.append(written)
        let secret = writer.finish()
        let isSame = secret.count == count && secret.isEqual(to: written.rawSpan)
        #expect(isSame)
    }

    @Test func slicesKeepTheirArena() {
        let slice = SecretSlice(copying: Array("portal and role".utf8).rawSpan)[7..<10]
        #expect(Array(slice.bytes) == Array("and".utf8))
    }
}
