import LeappAgentProtocol
import LeappCrypto
import LeappEngine
import LeappFiles
import LeappState

/// Sections of started sessions that an agent which was killed left in `~/.aws`; they go without a key.
struct Leftovers: Sendable {
    let places: Places

    /// Takes them away; lines that were set aside for them need the vault's key, and wait for the next unlock.
    func remove() throws(CommandError) -> LockReply {
        let effects = Effects.system(places: places, isMemoryLocked: false)
        guard try exists(on: effects.disk) else { return LockReply(removed: []) }
        let state: StateDatabase
        do throws(StoreError) { state = try effects.openState() } catch { throw .store(error, path: places.vault) }
        let sections = StartedSections(
            on: effects.disk, database: state, places: places, randomness: effects.randomness, wait: effects.wait,
            sealing: .keyless)
        do throws(SectionError) { return LockReply(try sections.stopAll()) } catch { throw .sections(error) }
    }

    private func exists(on disk: any FileSystem) throws(CommandError) -> Bool {
        do throws(FileError) {
            return try disk.metadata(at: places.database, followingLinks: true) != nil
        } catch {
            throw .file(error)
        }
    }
}

/// What was set aside is sealed under a key that is not at hand.
private struct KeyIsLocked: Error {}

extension SectionSealing {
    /// Unseals nothing, and is never asked to seal.
    fileprivate static var keyless: SectionSealing {
        SectionSealing(seal: { _ in [] }, unseal: { _ throws in throw KeyIsLocked() })
    }
}
