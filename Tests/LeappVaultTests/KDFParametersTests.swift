import Testing

@testable import LeappVault

@Suite struct KDFParametersTests {
    private func isLawful(_ memory: Int, _ passes: Int, costly: Bool = false) -> Bool {
        (try? KDFParameters(memory: memory, passes: passes).check(allowingCostly: costly)) != nil
    }

    @Test(arguments: [
        (1024, 1), (1024, 16), (1 << 20, 1), (1 << 20, 4), (256 * 1024, 16), (262_144, 3),
    ])
    func whatIsInsideTheLimitsIsLawful(memory: Int, passes: Int) { #expect(isLawful(memory, passes)) }

    @Test(arguments: [(1023, 1), (1024, 0), (1024, 17), ((1 << 20) + 1, 1), (0, 0), (-1, 1), (Int.max, Int.max), (Int.min, 1)])
    func nothingLiftsTheRanges(memory: Int, passes: Int) { #expect(!isLawful(memory, passes, costly: true)) }

    @Test func theProductIsLiftedByNameOnly() {
        #expect(!isLawful(1 << 20, 5))
        #expect(isLawful(1 << 20, 5, costly: true))
        #expect(isLawful(1 << 20, 16, costly: true))
    }

    @Test func theFloorIsForWhatIsNew() {
        #expect((try? KDFParameters.standard.checkedPolicy()) == .standard)
        #expect((try? KDFParameters.strong.checkedPolicy()) == .strong)
        #expect((try? KDFParameters.floor.checkedPolicy()) == .floor)
        #expect((try? KDFParameters(memory: 64 * 1024 - 1, passes: 3).checkedPolicy()) == nil)
        #expect((try? KDFParameters(memory: 64 * 1024, passes: 2).checkedPolicy()) == nil)
        #expect((try? KDFParameters(memory: 1 << 20, passes: 5).checkedPolicy()) == nil)
    }

    @Test(arguments: [
        (KDFParameters(memory: 1024, passes: 16), KDFParameters(memory: 1 << 20, passes: 1)),
        (.standard, .strong), (.floor, .standard), (KDFParameters(memory: 1 << 20, passes: 16), .floor),
    ])
    func theStrongerOfTwoIsLawfulAndNoWeakerInMemory(left: KDFParameters, right: KDFParameters) {
        let both = left.stronger(than: right)
        #expect(both == right.stronger(than: left))
        #expect(isLawful(both.memory, both.passes))
        #expect(both.memory == max(left.memory, right.memory))
        #expect(both.passes == max(left.passes, right.passes) || both.memory * (both.passes + 1) > KDFParameters.productLimit)
    }
}
