import CLeappShims
import LeappEngine
import LeappFiles
import LeappVault

/// The vault that a command works on itself, without the agent.
struct VaultSite: Sendable {
    /// The clocks, randomness, disk and places of this process.
    let effects: Effects

    /// The vault of `--vault` (nil: the environment's, or the usual place).
    init(vault: String?) throws(CommandError) { try self.init(places: Surroundings.current.places(vault: vault)) }

    /// The vault that `places` names.
    init(places: Places) { effects = .system(places: places, isMemoryLocked: true) }

    /// The vault's path.
    var path: String { effects.places.vault }

    /// The vault's file.
    var store: VaultStore { VaultStore(path: path, effects: effects) }

    /// Whether there is something at the path already.
    func exists() throws(CommandError) -> Bool {
        do throws(FileError) {
            return try effects.disk.metadata(at: path, followingLinks: false) != nil
        } catch {
            throw .file(error)
        }
    }

    /// What the file shows without a passphrase, whatever vault it is.
    func shownImage() throws(CommandError) -> VaultImage { try run { store throws(StoreError) in try store.image() } }

    /// The same of the vault that this machine knows here, before its passphrase is asked for.
    func image() throws(CommandError) -> VaultImage { try run { store throws(StoreError) in try store.expectedImage() } }

    /// Opens the vault as the options of a command say; `image` is what it shows, where that has been read already, and
    /// `isServed` whether an agent that has it unlocked spares other commands the question.
    func open(
        _ access: AccessOptions, recovery: RecoveryOptions.Choice = .passphrase, isServed: Bool = false,
        showing image: VaultImage? = nil
    ) throws(CommandError) -> OpenVault {
        let image = if let image { image } else { try self.image() }
        let unlocking = Unlocking(access.passphrase, recovery: recovery, isServed: isServed, sources: .all(Surroundings.current))
        return try unlocking.opening(image, at: path) { unlocker throws(CommandError) in
            try open(with: unlocker, access.opening.decisions)
        }
    }

    /// Opens the vault and says what is to be said about it.
    func open(with unlocker: borrowing Unlocker, _ decisions: OpeningDecisions = OpeningDecisions()) throws(CommandError)
        -> OpenVault
    {
        let vault: OpenVault
        do throws(StoreError) {
            vault = try store.open(with: unlocker, generation: decisions.generation, allowingCostlyKDF: decisions.allowsCostlyKDF)
        } catch {
            throw .store(error, path: path)
        }
        for warning in vault.takeWarnings() { try Surroundings.current.note("leapp: \(warning.words)") }
        return vault
    }

    /// Runs `body` on the store.
    func run<Value: ~Copyable>(_ body: (VaultStore) throws(StoreError) -> Value) throws(CommandError) -> Value {
        do throws(StoreError) {
            return try body(store)
        } catch {
            throw .store(error, path: path)
        }
    }
}
