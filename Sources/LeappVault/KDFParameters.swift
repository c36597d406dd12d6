/// What one guess of a passphrase costs: the parameters of Argon2id (spec/format.md sections 4.1 and 11).
public struct KDFParameters: Hashable, Sendable {
    /// Memory in KiB.
    public let memory: Int
    /// Passes over the memory.
    public let passes: Int

    /// Any parameters; ``check(allowingCostly:)`` and ``checkFloor()`` say whether they are lawful.
    public init(memory: Int, passes: Int) {
        self.memory = memory
        self.passes = passes
    }

    /// What a new keyslot has unless told otherwise: 256 MiB, 3 passes.
    public static let standard = KDFParameters(memory: 256 * 1024, passes: 3)
    /// For a vault that shall be hard to guess: 1 GiB, 4 passes.
    public static let strong = KDFParameters(memory: 1024 * 1024, passes: 4)
    /// The least that a new keyslot may have: 64 MiB, 3 passes.
    public static let floor = KDFParameters(memory: 64 * 1024, passes: 3)

    /// KiB that any keyslot may ask for.
    public static let memoryRange = 1024...(1024 * 1024)
    /// Passes that any keyslot may ask for.
    public static let passesRange = 1...16
    /// Memory times passes, in KiB, that a keyslot may ask for without being allowed to by name.
    public static let productLimit = 4 * 1024 * 1024

    /// Refuses parameters that nobody should have to compute; `allowingCostly` lifts the limit of the product only.
    public func check(allowingCostly: Bool) throws(VaultError) {
        guard KDFParameters.memoryRange.contains(memory), KDFParameters.passesRange.contains(passes) else {
            throw .kdfLimit(self, isOverridable: false)
        }
        guard allowingCostly || memory * passes <= KDFParameters.productLimit else {
            throw .kdfLimit(self, isOverridable: true)
        }
    }

    /// Whether a vault with these parameters ought to be sealed anew.
    public var isBelowFloor: Bool { memory < KDFParameters.floor.memory || passes < KDFParameters.floor.passes }

    /// Refuses parameters that a new keyslot must not have: above the limits, or below the floor.
    public func checkedPolicy() throws(VaultError) -> KDFParameters {
        try check(allowingCostly: false)
        guard !isBelowFloor else { throw .kdfFloor(self) }
        return self
    }

    /// The greater of both in memory and in passes, with passes lowered where the product would pass its limit.
    public func stronger(than other: KDFParameters) -> KDFParameters {
        let memory = min(max(memory, other.memory), KDFParameters.memoryRange.upperBound)
        let passes = max(passes, other.passes)
        return KDFParameters(memory: memory, passes: min(passes, max(1, KDFParameters.productLimit / max(memory, 1))))
    }
}
