import LeappBytes
import LeappCrypto
import LeappMerge
import Testing

/// What a new key generation remembers of those before it (spec/merge.md section 1).
@Suite struct GenerationTests {
    private static let kept = PayloadBounds.ancestors / 2

    private static func dataKey(_ number: Int) -> SecretSlice {
        let bytes =
            [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)] + [UInt8](repeating: 7, count: 30)
        return SecretSlice(copying: bytes.rawSpan)
    }

    private static func name(_ number: Int) -> [UInt8] { Ancestor(dataKey: dataKey(number), isCutOff: false).keyID }

    /// A state with ancestors of these numbers.
    private static func state(_ numbers: Range<Int>, cutOff: (Int) -> Bool = { _ in false }) -> Payload {
        var payload = Payload(writer: replica(1))
        payload.ancestors = numbers.map { Ancestor(dataKey: dataKey($0), isCutOff: cutOff($0)) }
        return payload
    }

    @Test func theFormerGenerationIsAddedAndNothingIsCutOff() throws {
        var payload = Self.state(0..<2) { $0 == 0 }
        payload.beginGeneration(after: Self.dataKey(9), cuttingOff: false)
        #expect(Set(payload.ancestors.map(\.keyID)) == Set([0, 1, 9].map(Self.name)))
        #expect(payload.ancestors.filter(\.isCutOff).map(\.keyID) == [Self.name(0)])
        _ = try Payload(payload.exactBytes)
    }

    @Test func aRemovalCutsOffAllThatCameBefore() {
        var payload = Self.state(0..<2)
        payload.beginGeneration(after: Self.dataKey(9), cuttingOff: true)
        let allCutOff = payload.ancestors.allSatisfy(\.isCutOff)
        #expect(payload.ancestors.count == 3 && allCutOff)
    }

    @Test func halfOfTheBoundIsFilledBeforeAnythingIsLeftOut() {
        var payload = Self.state(0..<(Self.kept - 1)) { $0 < 3 }
        payload.beginGeneration(after: Self.dataKey(9999), cuttingOff: false)
        #expect(Set(payload.ancestors.map(\.keyID)) == Set((Array(0..<(Self.kept - 1)) + [9999]).map(Self.name)))
    }

    @Test func whatIsCutOffIsLeftOutFirst() throws {
        var payload = Self.state(0..<Self.kept) { $0 == 100 || $0 == 200 }
        let least = [100, 200].map(Self.name).min { $0.lexicographicallyPrecedes($1) }
        payload.beginGeneration(after: Self.dataKey(9999), cuttingOff: false)
        let left = Set(payload.ancestors.map(\.keyID))
        #expect(payload.ancestors.count == Self.kept)
        #expect(Set((0..<Self.kept).map(Self.name)).subtracting(left) == [try #require(least)])
        #expect(left.contains(Self.name(9999)))
        payload.beginGeneration(after: Self.dataKey(10000), cuttingOff: true)
        #expect(payload.ancestors.count == Self.kept)
        #expect(![100, 200].map(Self.name).contains(where: payload.ancestors.map(\.keyID).contains))
        _ = try Payload(payload.exactBytes)
    }

    @Test func thenTheLeastNamesAre() throws {
        var payload = Self.state(0..<(PayloadBounds.ancestors - 1))
        let names = payload.ancestors.map(\.keyID)
        payload.beginGeneration(after: Self.dataKey(9999), cuttingOff: false)
        let kept = Set(names.suffix(Self.kept - 1) + [Self.name(9999)])
        #expect(Set(payload.ancestors.map(\.keyID)) == kept)
    }
}
