import LeappBytes
import LeappFiles
import LeappVault

/// The vault's last files, kept in the state folder: the current one and the five before it.
///
/// They are never beside the vault, where a folder tool would carry them; each is named by time and the header MAC of the file.
struct Backups {
    /// How many files are kept: the current one and five earlier ones.
    static let kept = 6

    private let folder: String
    private let effects: Effects

    init(of vaultID: VaultID, effects: Effects) {
        folder = FilePath.join(effects.places.backups, vaultID.bytes.hex)
        self.effects = effects
    }

    /// Keeps a copy of a file, unless there is one, and drops the oldest beyond ``kept``.
    func keep(_ image: VaultImage) throws(FileError) {
        let disk = effects.disk
        let mark = Backups.mark(image)
        var names = try names()
        if !names.contains(where: { $0.hasSuffix(mark) }) {
            try disk.preparePrivateDirectory(effects.places.backups, userID: effects.places.userID)
            try disk.preparePrivateDirectory(folder, userID: effects.places.userID)
            let name = Backups.time(max(effects.now(), (names.last.flatMap(Backups.time) ?? 0) + 1)) + mark
            let file = DurableFile(FilePath.join(folder, name), on: disk, randomness: effects.randomness)
            try file.replace(with: image.bytes.rawSpan, mode: .exactly(0o600))
            names.append(name)
        }
        for name in names.dropLast(Backups.kept) { try disk.remove(FilePath.join(folder, name)) }
    }

    /// Removes all copies but that of `image`, and says how many there were.
    @discardableResult
    func removeAll(but image: VaultImage) throws(FileError) -> Int {
        let others = try names().filter { !$0.hasSuffix(Backups.mark(image)) }
        for name in others { try effects.disk.remove(FilePath.join(folder, name)) }
        return others.count
    }

    /// The copies that are whole, newest first; others are passed over.
    func images() throws(FileError) -> [(name: String, image: Result<VaultImage, VaultError>)] {
        var images: [(name: String, image: Result<VaultImage, VaultError>)] = []
        for name in try names().reversed() {
            let bytes = try effects.disk.readFile(FilePath.join(folder, name), limit: VaultImage.maximumSize)
            do throws(VaultError) {
                images.append((name, .success(try VaultImage(parsing: bytes))))
            } catch {
                images.append((name, .failure(error)))
            }
        }
        return images
    }

    /// The copies' names, oldest first.
    private func names() throws(FileError) -> [String] {
        guard try effects.disk.metadata(at: folder, followingLinks: false)?.kind == .directory else { return [] }
        return try effects.disk.names(in: folder).filter { Backups.time($0) != nil }.sorted()
    }

    private static func mark(_ image: VaultImage) -> String { "-" + image.headerMAC.prefix(8).hex + ".lpv" }

    /// Fifteen digits, so that names sort by time.
    private static func time(_ milliseconds: Int64) -> String {
        let digits = String(max(milliseconds, 0))
        return String(repeating: "0", count: max(0, 15 - digits.count)) + digits
    }

    private static func time(_ name: String) -> Int64? {
        guard name.hasSuffix(".lpv"), name.utf8.count >= 15 + 21 else { return nil }
        return Int64(name.prefix { $0 != "-" })
    }
}
