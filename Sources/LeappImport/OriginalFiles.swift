public import LeappAWSConfig
public import LeappCrypto
public import LeappWorkspace

/// The files as they were before `--scrub`, in parts that fit into records.
public enum OriginalFiles {
    /// Adds the parts of a file.
    static func add(_ document: AWSDocument, device: [UInt8], to drafts: inout DraftWriter) {
        let whole = document.arena.slice
        let hash = SHA256.digest(whole.bytes)
        let count = max(1, (whole.count + Original.chunkSize - 1) / Original.chunkSize)
        for index in 0..<count {
            let start = index * Original.chunkSize
            let part = whole[start..<min(start + Original.chunkSize, whole.count)]
            drafts.add(
                Original(
                    device: device, path: document.path, chunkIndex: Int64(index), chunkCount: Int64(count), fileHash: hash,
                    bytes: part))
        }
    }

    /// Puts the files of one device together again, in the order of their paths; every part must be there and the hash right.
    ///
    /// Parts of an earlier, longer original of the same path are left out.
    public static func restored(_ originals: [Original], device: [UInt8]) throws(ImportError) -> [RestoredFile] {
        var byPath: [String: [Original]] = [:]
        for original in originals where original.device == device { byPath[original.path, default: []].append(original) }
        var files: [RestoredFile] = []
        for (path, parts) in byPath.sorted(by: { $0.key < $1.key }) {
            guard let first = parts.first(where: { $0.chunkIndex == 0 }) else { throw .incomplete(path: path, parts: 0, of: 1) }
            let current = parts.filter { $0.fileHash == first.fileHash && $0.chunkCount == first.chunkCount }
                .sorted { $0.chunkIndex < $1.chunkIndex }
            guard current.count == first.chunkCount, current.enumerated().allSatisfy({ $0.offset == $0.element.chunkIndex })
            else {
                throw .incomplete(path: path, parts: current.count, of: Int(clamping: first.chunkCount))
            }
            var bytes = SecretWriter(capacity: current.count * Original.chunkSize)
            for part in current { bytes.append(part.bytes.bytes) }
            let arena = SecretArena(bytes.finish())
            guard SHA256.digest(arena.bytes) == first.fileHash else { throw .damaged(path: path) }
            files.append(RestoredFile(path: path, bytes: arena))
        }
        return files
    }

    /// Whether the present files are what scrubbing these originals gave: then nothing is lost by putting the originals back.
    ///
    /// A block of `leapp profile write` may have come, gone or changed meanwhile: it is made from the vault and never the user's.
    /// Both files are given as they are now, with the paths that the originals have. The lines that leapp left in them say which
    /// program was named and which keys were taken.
    public static func isUnchangedSinceScrub(
        config: AWSDocument, credentials: AWSDocument, restored: [RestoredFile], vaultID: [UInt8]
    ) -> Bool {
        let (config, credentials) = (ProfileBlock.removed(from: config), credentials)
        func before(_ document: AWSDocument) -> AWSDocument {
            guard let original = restored.first(where: { $0.path == document.path }) else { return document }
            let whole = AWSDocument(document.file, path: document.path, parsing: original.bytes)
            return document.file == .config ? ProfileBlock.removed(from: whole) : whole
        }
        var programs: Set<String> = []
        for document in [config, credentials] {
            for section in document.sections.indices {
                guard let text = document.value("credential_process", inSection: section)?.text else { continue }
                if let line = CredentialProcess(parsing: text) { programs.insert(line.program) }
            }
        }
        let plan = ImportPlan(config: before(config), credentials: before(credentials), vaultID: vaultID)
        let finder = SecretFinder(plan.keys.map(\.secretAccessKey))
        // A file that has its original bytes again, after a restoration that was cut off, loses nothing either.
        let changed = [config, credentials].filter { now in
            let old = before(now)
            return !constantTimeEqual(old.bytes, now.bytes)
        }
        var left: Set<Int> = []
        for now in changed { left.formUnion(finder.all(in: now.bytes)) }
        let gone = Set(plan.keys.indices.filter { !left.contains($0) }.map { plan.keys[$0].accessKeyID })
        if programs.isEmpty { programs.insert("/leapp") }  // lines that went without one coming in
        return programs.contains { program in
            do {
                let scrubbed = try plan.scrub(program: program, device: unnamed) { gone.contains($0.accessKeyID) }
                return changed.allSatisfy { now in
                    let after = scrubbed.files.first { $0.file == now.file }?.after ?? before(now)
                    return constantTimeEqual(after.bytes, now.bytes)
                }
            } catch {
                return false  // a line that cannot be written was not written by leapp
            }
        }
    }

    /// Stands for a device where only the files matter.
    private static let unnamed = [UInt8](repeating: 0, count: 16)
}

/// A file as it was.
public struct RestoredFile: Sendable {
    /// Its absolute path.
    public let path: String
    /// Its bytes.
    public let bytes: SecretArena
}
