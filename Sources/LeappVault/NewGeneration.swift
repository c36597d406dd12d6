/// What a rotation or a new vault gives: the generation to seal with, and the code to show once.
public struct NewGeneration: ~Copyable, Sendable {
    /// Seals the next saves.
    public let generation: KeyGeneration
    /// The new recovery code; it is nowhere else.
    public let recoveryCode: RecoveryCode
    /// Slots of the former generation that could not be made anew.
    public let droppedSlots: [Slot]

    /// The recovery code alone, for a caller that has sealed the generation.
    public consuming func takeRecoveryCode() -> RecoveryCode { recoveryCode }
}
