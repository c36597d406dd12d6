import LeappCrypto
public import LeappVault

/// The passphrases of a generation that is about to end: those that stay, because they are at hand, and those that somebody has
/// to decide about, because a slot cannot be made anew without its passphrase (spec/format.md section 10).
public struct PassphraseSlots: Sendable {
    private let image: VaultImage
    private let allowsCostlyKDF: Bool
    /// The passphrases that stay, and the slots that they belong to.
    public private(set) var kept: [(slot: SlotID, secret: PassphraseSecret)] = []
    /// The slots whose passphrases are not at hand.
    public private(set) var open: [Slot]

    /// The slots of an opened vault; `secret` is the passphrase that opened it, where one did.
    public init(of vault: OpenVault, openedBy secret: PassphraseSecret?, allowingCostlyKDF: Bool = false) {
        image = vault.image
        allowsCostlyKDF = allowingCostlyKDF
        open = image.header.slots.filter { if case .passphrase = $0.kind { true } else { false } }
        if let secret, let slot = vault.slot { keep(secret, for: slot) }
    }

    /// How many passphrases there are.
    public var count: Int { kept.count + open.count }

    /// Keeps another passphrase, which must belong to one of the ``open`` slots.
    public mutating func keep(_ secret: PassphraseSecret) throws(StoreError) {
        let passed = kept.map(\.slot)
        let slot = try StoreError.vault { () throws(VaultError) in
            try image.unlocked(by: secret, passingOver: passed, allowingCostlyKDF: allowsCostlyKDF).id
        }
        keep(secret, for: slot)
    }

    /// Gives up a slot, whether its passphrase is at hand or not.
    public mutating func drop(_ slot: SlotID) {
        kept.removeAll { $0.slot == slot }
        open.removeAll { $0.id == slot }
    }

    /// Gives up all slots whose passphrases are not at hand, and says which they were.
    public mutating func dropOpen() -> [Slot] {
        defer { open = [] }
        return open
    }

    /// Whether `secret`'s passphrase opens the generation that ends, in any of its slots.
    ///
    /// A slot that wants a second secret is judged with that of `secret`.
    public func isInUse(_ secret: PassphraseSecret) throws(StoreError) -> Bool {
        // All comparisons are made, so that their time does not say which one was right.
        var isKept = false
        for known in kept where known.secret.hasSamePassphrase(as: secret) { isKept = true }
        if isKept { return true }
        do throws(VaultError) {
            _ = try image.unlocked(by: secret, allowingCostlyKDF: allowsCostlyKDF)
            return true
        } catch {
            if error.errorClass == .noMatch { return false }
            throw .vault(error)
        }
    }

    private mutating func keep(_ secret: PassphraseSecret, for slot: SlotID) {
        kept.append((slot, secret))
        open.removeAll { $0.id == slot }
    }
}
