import LeappBytes
import Testing

@testable import LeappCrypto

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

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

    /// How many pages of `secret`'s mapping take memory.
    private func residentPages(_ secret: borrowing Secret) -> Int {
        unsafe secret.withUnsafeBytes { memory in
            var pages = [UInt8](repeating: 0, count: memory.count / Int(getpagesize()))
            let address = unsafe UnsafeMutableRawPointer(mutating: memory.baseAddress!)
            let result = unsafe mincore(address, memory.count, &pages)
            precondition(result == 0, "mincore")
            return pages.count { $0 & 1 != 0 }
        }
    }

    @Test func whatIsNotWrittenTakesNoMemoryAndIsNotWiped() {
        var secret = Secret(count: 16 << 20)
        var pages = [residentPages(secret)]
        secret.write([1].rawSpan, at: 0)
        pages.append(residentPages(secret))
        secret.write([UInt8](repeating: 2, count: 3 * Int(getpagesize())).rawSpan, at: 1)
        secret.wipe()
        pages.append(residentPages(secret))
        #expect(pages == [0, 1, 4])
    }

    @Test(arguments: [0, 1, 70_000])
    func wipingReachesAllThatWasWritten(offset: Int) {
        let bytes = [UInt8](repeating: 7, count: 100_000)
        var pieces = Secret(count: 1 << 18)
        pieces.write(bytes.rawSpan, at: offset)
        pieces.write([1].rawSpan, at: 0)
        let isWritten = pieces.bytes[offset + bytes.count - 1] == 7
        #expect(isWritten)
        let copy = Secret(copying: bytes.rawSpan)
        let filled = unsafe Secret(count: 100_000) { unsafe $0.copyBytes(from: bytes) }
        var changed = Secret(count: 100_000)
        unsafe changed.withUnsafeMutableBytes { unsafe $0.copyBytes(from: bytes) }
        let areWiped = [isWiped(pieces), isWiped(copy), isWiped(filled), isWiped(changed)]
        #expect(areWiped == [true, true, true, true])
    }

    private func isWiped(_ secret: borrowing Secret) -> Bool {
        secret.wipe()
        return secret.isEqual(to: [UInt8](repeating: 0, count: secret.count).rawSpan)
    }

    @Test func slicesKeepTheirArena() {
        let slice = SecretSlice(copying: Array("portal and role".utf8).rawSpan)[7..<10]
        #expect(Array(slice.bytes) == Array("and".utf8))
    }
}
