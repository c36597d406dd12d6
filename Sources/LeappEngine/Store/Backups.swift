import LeappBytes
import LeappFiles
import LeappVault

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The vault's last files, kept in the state folder: the current one and the five before it.
///
/// They are never beside the vault, where a folder tool would carry them; each is named by time and the header MAC of the file.
///
/// Nobody waits for the copy of a new file to be on the medium, because the file itself is there then. Until it is, the copy has
/// a name of its own, `.new`: after a power failure it may be torn, and counts only if it is whole. Before the file is replaced
/// by the next one its copy is compared with it, made durable and given its lasting name; so a lasting name is that of a whole
/// copy at any moment.
struct Backups {
    /// How many files are kept: the current one and five earlier ones.
    static let kept = 6

    let folder: String
    private let effects: Effects

    init(of vaultID: VaultID, effects: Effects) {
        folder = FilePath.join(effects.places.backups, vaultID.bytes.hex)
        self.effects = effects
    }

    /// Keeps a durable copy of a file, unless there is one, and drops the oldest beyond ``kept``.
    func keep(_ image: VaultImage) throws(FileError) {
        let mark = Backups.mark(image)
        for name in try earlyNames() {
            if try !adopted(name, expecting: name.hasSuffix(mark + Backups.early) ? image : nil) {
                try effects.disk.remove(path(name))
            }
        }
        if try !names().contains(where: { $0.hasSuffix(mark) }) {
            let file = DurableFile(try newPath(mark), on: effects.disk, randomness: effects.randomness)
            try file.replace(with: image.bytes.rawSpan, mode: .exactly(0o600))
        }
        for name in try names().dropLast(Backups.kept) { try effects.disk.remove(path(name)) }
    }

    /// Keeps a copy of a file that is about to be written; ``keep(_:)`` makes it durable later.
    func keepEarly(_ image: VaultImage) throws(FileError) {
        let disk = effects.disk
        try disk.withNewFile(try newPath(Backups.mark(image)) + Backups.early) { file throws(FileError) in
            try disk.write(all: image.bytes.rawSpan, to: file)
        }
        for name in try names().dropLast(Backups.kept - 1) { try disk.remove(path(name)) }
    }

    /// Has the system begin to write the early copy of a file to the medium.
    func startWriting(_ image: VaultImage) {
        do throws(FileError) {
            guard let name = try earlyNames().last, name.hasSuffix(Backups.mark(image) + Backups.early) else { return }
            try effects.disk.withFile(path(name), for: .reading) { file in effects.disk.startWriting(file) }
        } catch {
            // The vault is written. The system writes the copy later, and whoever reads it finds what is wrong with it.
        }
    }

    /// Removes all copies but that of `image`, so that no power failure brings one back, and says how many there were.
    @discardableResult
    func removeAll(but image: VaultImage) throws(FileError) -> Int {
        let mark = Backups.mark(image)
        let others = try (names() + earlyNames()).filter { !$0.hasSuffix(mark) && !$0.hasSuffix(mark + Backups.early) }
        for name in others { try effects.disk.remove(path(name)) }
        if !others.isEmpty { try effects.disk.synchronizeDirectory(folder) }
        return others.count
    }

    /// Removes the temporary files of writers that died; where the folder is not there, there are none.
    func removeLeftovers() { effects.disk.removeLeftovers(in: folder) }

    /// The copies, newest first; an early one that is not whole is none.
    func images() throws(FileError) -> [(name: String, image: Result<VaultImage, VaultError>)] {
        var images: [(name: String, image: Result<VaultImage, VaultError>)] = []
        for name in try (names() + earlyNames()).sorted().reversed() {
            guard let image = try read(name) else { continue }
            if case .failure = image, name.hasSuffix(Backups.early) { continue }
            images.append((name, image))
        }
        return images
    }

    /// The durable copies' names, oldest first.
    private func names() throws(FileError) -> [String] { try names(ending: ".lpv") }

    /// The names of copies that are not known to be durable, oldest first.
    private func earlyNames() throws(FileError) -> [String] { try names(ending: ".lpv" + Backups.early) }

    private func names(ending: String) throws(FileError) -> [String] {
        guard try effects.disk.metadata(at: folder, followingLinks: false)?.kind == .directory else { return [] }
        return try effects.disk.names(in: folder).filter { $0.hasSuffix(ending) && Backups.time($0) != nil }.sorted()
    }

    /// A copy; nil where a writer has removed it meanwhile.
    private func read(_ name: String) throws(FileError) -> Result<VaultImage, VaultError>? {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try effects.disk.readFile(path(name), limit: VaultImage.maximumSize) } catch {
            guard error.isMissing else { throw error }
            return nil
        }
        do throws(VaultError) { return .success(try VaultImage(parsing: bytes)) } catch { return .failure(error) }
    }

    private func path(_ name: String) -> String { FilePath.join(folder, name) }

    /// The path of a new copy, later than all others, in a folder that is there.
    private func newPath(_ mark: String) throws(FileError) -> String {
        let disk = effects.disk
        try disk.preparePrivateDirectory(effects.places.backups, userID: effects.places.userID)
        try disk.preparePrivateDirectory(folder, userID: effects.places.userID)
        removeLeftovers()
        let last = try (names() + earlyNames()).compactMap(Backups.time).max() ?? 0
        return path(Backups.time(max(effects.now(), last + 1)) + mark)
    }

    /// Makes an early copy durable and gives it its lasting name, if it is whole; says whether it is.
    private func adopted(_ name: String, expecting image: VaultImage?) throws(FileError) -> Bool {
        let disk = effects.disk
        let isWhole = try disk.withFile(path(name), for: .reading) { file throws(FileError) in
            let isWhole = if let image { try holds(file, image.bytes.rawSpan) } else { try isLawful(name) }
            if isWhole { try disk.synchronize(file) }
            return isWhole
        }
        if isWhole { try disk.rename(path(name), to: path(String(name.dropLast(Backups.early.utf8.count)))) }
        return isWhole
    }

    /// Whether a copy is a whole vault file.
    private func isLawful(_ name: String) throws(FileError) -> Bool {
        if case .success = try read(name) { true } else { false }
    }

    /// Whether a file holds these bytes and no others.
    private func holds(_ file: OpenFile, _ bytes: RawSpan) throws(FileError) -> Bool {
        var part = [UInt8](repeating: 0, count: 64 * 1024)
        var place = 0
        while true {
            var span = part.mutableSpan
            var buffer = unsafe span.mutableBytes
            let count = try effects.disk.read(file, into: &buffer)
            if count == 0 { return place == bytes.byteCount }
            guard count <= bytes.byteCount - place,
                bytes.extracting(place..<(place + count)).isEqual(to: part.rawSpan.extracting(0..<count))
            else { return false }
            place += count
        }
    }

    /// What the name of a copy ends with until it is known to be durable.
    private static let early = ".new"

    private static func mark(_ image: VaultImage) -> String { "-" + image.headerMAC.prefix(8).hex + ".lpv" }

    /// Fifteen digits, so that names sort by time.
    private static func time(_ milliseconds: Int64) -> String {
        let digits = String(max(milliseconds, 0))
        return String(repeating: "0", count: max(0, 15 - digits.count)) + digits
    }

    private static func time(_ name: String) -> Int64? {
        guard name.utf8.count >= 15 + 21 else { return nil }
        return Int64(name.prefix { $0 != "-" })
    }
}
