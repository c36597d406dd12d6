import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappEngine
import LeappVault

/// A new key generation in the making: the vault, opened with what opened it so far, and what shall open it from now on.
///
/// Nothing is changed before ``finish(adding:_:)``; whatever is asked for is asked for before.
struct KeyChange: Sendable {
    let site: VaultSite
    /// The vault, opened with the former secret.
    let vault: OpenVault
    /// The passphrases, as far as they are known.
    private(set) var slots: PassphraseSlots
    /// The passphrase that opened the vault; nil where the recovery code did.
    let opener: PassphraseSecret?

    private let options: KeyChangeOptions
    private let kdf: KDFParameters
    private let unlocking: Unlocking
    private let secondSecret: SecondSecret?
    private let choice: SecondSecretChoice
    private let replacesSecrets: Bool
    private var dropped: [Slot] = []

    /// Opens the vault; with `replacing` none of the secrets of before may stay.
    init(_ options: KeyChangeOptions, replacing replacesSecrets: Bool = false) throws(CommandError) {
        self.options = options
        self.replacesSecrets = replacesSecrets
        site = try VaultSite(vault: options.access.vault.vault)
        kdf = try options.kdf.parameters(for: site.path)
        let image = try site.image()
        unlocking = Unlocking(
            options.access.passphrase, recovery: options.recovery.choice, sources: .all(Surroundings.current))
        secondSecret = try unlocking.secondSecretAtHand(for: image)
        let (decisions, site) = (options.access.opening.decisions, site)
        (vault, opener) = try unlocking.opening(image, at: site.path) { unlocker throws(CommandError) in
            (try site.open(with: unlocker, decisions), unlocker.passphraseSecret)
        }
        slots = PassphraseSlots(of: vault, openedBy: opener, allowingCostlyKDF: decisions.allowsCostlyKDF)
        choice = try SecondSecretChoice(
            for: image, at: site.path, current: secondSecret, options, replaced: replacesSecrets)
    }

    /// Gives up a passphrase.
    mutating func drop(_ slot: Slot) {
        slots.drop(slot.id)
        dropped.append(slot)
    }

    /// Settles a change that leaves all passphrases as they are; where the recovery code opened the vault, one of them is
    /// unknown, and a new one is asked for in its place.
    mutating func settleAll() throws(CommandError) -> PassphraseSecret? {
        try settleOthers(replacing: opener == nil ? 1 : 0)
        return opener == nil ? try newPassphrase(fallback: true) : nil
    }

    /// Settles a change that replaces the passphrase that opened the vault, or where the recovery code did, one of those that
    /// are unknown; the caller asks for the new one.
    mutating func settleReplacingOpener() throws(CommandError) {
        for kept in slots.kept { slots.drop(kept.slot) }
        try settleOthers(replacing: opener == nil ? 1 : 0)
    }

    /// Asks for the passphrases that stay, until all but `replaced` of those that are not at hand are known or given up.
    mutating func settleOthers(replacing replaced: Int = 0) throws(CommandError) {
        for descriptor in options.keepPassphraseFd { try keep(descriptor: descriptor) }
        while slots.open.count > replaced, !options.dropPassphrases {
            guard !replacesSecrets else {
                throw .undecided(
                    "\(site.path): no passphrase of before stays when a device is removed, and there are others than the one that "
                        + "opened it: keyslot \(names(of: slots.open)); lose them with --drop-passphrases")
            }
            do throws(CommandError) {
                try keep(descriptor: nil)
            } catch {
                switch error {
                case .noPassphraseSource, .nothingTyped, .secretSource(_, .empty): throw undecided(slots.open)
                default: throw error
                }
            }
        }
        // One that is replaced is not lost: its holder has the new passphrase.
        let given = slots.dropOpen()
        if given.count > replaced { dropped += given }
    }

    /// A new passphrase; where the options have that of the vault it is it too, if `fallback` says so.
    func newPassphrase(fallback: Bool = false, prompt: String = "New passphrase") throws(CommandError) -> PassphraseSecret {
        PassphraseSecret(
            try unlocking.newPassphrase(
                for: site.path, descriptor: options.new.newPassphraseFd, fallback: fallback && opener == nil, prompt: prompt),
            secondSecret: secondSecret?.bytes)
    }

    /// Refuses a passphrase that opens the vault as it is.
    func requireNew(_ secret: PassphraseSecret) throws(CommandError) {
        guard try !judged({ () throws(StoreError) in try slots.isInUse(secret) }) else {
            throw .passphraseInUse(vault: site.path)
        }
    }

    /// Seals the vault for the passphrases that stay and the `new` one, shows the code, and locks a running agent, whose key
    /// opens nothing any more.
    consuming func finish(
        adding new: PassphraseSecret?, device: DeviceChange = .none, report: SecretsToRotate? = nil
    ) async throws(CommandError) {
        var passphrases = slots.kept.map(\.secret)
        if let new {
            guard !passphrases.contains(where: { $0.hasSamePassphrase(as: new) }) else {
                throw .passphraseInUse(vault: site.path)
            }
            passphrases.append(new)
        }
        guard !passphrases.isEmpty else { throw .slotStays(SlotsRemove.lastPassphrase(of: site.path)) }
        guard passphrases.count <= VaultHeader.passphraseSlots else {
            throw .store(.vault(.tooManyPassphrases(count: passphrases.count)), path: site.path)
        }
        let second = try choice.settled(
            for: site.path, refusing: replacesSecrets ? secondSecret : nil,
            onlyNew: replacesSecrets && vault.image.usesSecondSecret && secondSecret == nil,
            randomness: site.effects.randomness)
        for index in passphrases.indices { passphrases[index].secondSecret = second?.bytes }
        let plan = KeyRotation(passphrases: passphrases, kdf: kdf, device: device, keepsBackups: options.keepBackups)
        let rotation = try judged { () throws(StoreError) in try site.store.rotate(with: .key(vault.key), plan) }
        try await announce(rotation, usesSecondSecret: second != nil, report)
    }

    private func announce(
        _ rotation: consuming Rotation, usesSecondSecret: Bool, _ report: SecretsToRotate?
    ) async throws(CommandError) {
        let lost = dropped + rotation.droppedSlots
        let removed = rotation.removedBackups
        var facts: [String: JSON] = [
            "keyId": .text(rotation.keyID.bytes.hex), "droppedSlots": .list(lost.map(\.value)),
            "removedBackups": .integer(Int64(removed)), "needsSecondSecret": .bool(usesSecondSecret),
        ]
        if let report { facts["toRotate"] = report.value }
        // The vault has its new key: whichever words cannot be written, the code is shown and the agent locked.
        var failure: CommandError?
        do throws(CommandError) { try say(lost: lost, removedBackups: removed) } catch { failure = error }
        do throws(CommandError) {
            try NewCode(path: site.path, vaultID: vault.vaultID, facts: facts)
                .render(rotation.takeRecoveryCode(), json: options.output.json)
        } catch { failure = error }
        do throws(CommandError) {
            if let report, !options.output.json { try report.render() }
        } catch { failure = failure ?? error }
        do throws(CommandError) { try await lockAgent() } catch { failure = failure ?? error }
        if let failure { throw failure }
    }

    private func say(lost: [Slot], removedBackups: Int) throws(CommandError) {
        let surroundings = Surroundings.current
        if removedBackups > 0 {
            let backups = removedBackups == 1 ? "the backup" : "\(removedBackups) backups"
            try surroundings.note("removed \(backups) that opened with what opened the vault before")
        }
        for slot in lost { try surroundings.note("dropped keyslot \(slot.id.bytes.hex): \(slot.kind.name)") }
        try surroundings.note(
            "copies of the vault elsewhere go on opening with what opened them before, the old recovery code too")
    }

    private mutating func keep(descriptor: Int32?) throws(CommandError) {
        let names = slots.open.map { String($0.id.bytes.hex.prefix(8)) }.joined(separator: ", ")
        let typed = try unlocking.sources.read(
            PassphraseRequest(
                subject: site.path, prompt: "Another passphrase that stays (keyslot \(names); empty: it does not)",
                wanted: .passphrase,
                descriptor: descriptor, file: nil))
        let secret = try Unlocking.passphrase(typed, path: site.path, secondSecret: secondSecret)
        do throws(StoreError) { try slots.keep(secret) } catch { throw .store(error, path: site.path) }
    }

    private func undecided(_ slots: [Slot]) -> CommandError {
        .undecided(
            "\(site.path): a new key needs every passphrase that shall stay, and that of keyslot \(names(of: slots)) is not at hand; give it "
                + "with --keep-passphrase-fd, or lose it with --drop-passphrases")
    }

    private func names(of slots: [Slot]) -> String { slots.map { $0.id.bytes.hex }.joined(separator: ", ") }

    private func judged<Value: ~Copyable>(_ body: () throws(StoreError) -> Value) throws(CommandError) -> Value {
        do throws(StoreError) { return try body() } catch { throw .store(error, path: site.path) }
    }

    private func lockAgent() async throws(CommandError) {
        let access = EngineAccess(places: site.effects.places)
        guard let agent = try await access.openAgent() else { return }
        let removed = try await agent.client.lock().removed
        try Surroundings.current.note(
            "the agent was locked: run `leapp unlock`" + (removed.isEmpty ? "" : "; stopped: \(removed.joined(separator: ", "))"))
    }
}
