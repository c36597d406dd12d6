import LeappAWSConfig
import LeappBytes
import LeappCrypto
import LeappFiles
import LeappState

/// The end of one started section, worked out on locked files before anything is written.
struct SectionStopping {
    private let entry: LedgerEntry
    private let pieces: [SetAside]
    private let sealing: SectionSealing
    private var results: [LedgerChange] = []
    private var keeps = false
    private var failure: SectionError?

    init(_ entry: LedgerEntry, pieces: [SetAside], sealing: SectionSealing) {
        self.entry = entry
        self.pieces = pieces.sorted { $0.place < $1.place }
        self.sealing = sealing
    }

    /// Edits the files in memory, adds to the plan of the ledger, and says what will have become of the section.
    mutating func plan(in files: SectionFiles, _ plan: inout LedgerPlan) throws(SectionError) -> SectionOutcome.Action {
        var originals: [String: SecretSlice] = [:]
        for piece in pieces { originals[piece.token] = unsealed(piece) }
        let blocker = try removeOwn(files[entry.key.file], Array(originals.values))
        for piece in pieces {
            guard let file = files[piece.file], let original = originals[piece.token] else {
                keeps = true
                failure = .stillSealed(profile: piece.profile, file: piece.file)
                continue
            }
            switch piece.part {
            case .section: try giveBackSection(piece, original, in: file, blocked: blocker != nil)
            case .properties: try giveBackProperties(piece, original, in: file)
            }
        }
        let changed = entry.phase == .starting ? nil : blocker.map { LeftReason.changed(line: $0) }
        let left = changed ?? failure.map { .failed($0) }
        plan.undoing.append(.put(entry))
        if entry.phase == .active { plan.intentions.append(.put(entry.with(.stopping))) }
        plan.results += results + [left == nil && !keeps ? .remove(entry.key) : .put(entry.with(.left))]
        return left.map { .left($0) } ?? .removed
    }

    /// Removes leapp's section; returns the line of another one of that profile that is not among the `originals` either.
    private func removeOwn(_ file: SectionFile?, _ originals: [SecretSlice]) throws(SectionError) -> Int? {
        guard let file else { return nil }
        if entry.section(in: file.edited) != nil {
            let entry = entry
            try file.edit { (document) throws(SectionError) in
                if let own = entry.section(in: document) { return try document.changed([.remove(section: own)]) }
                guard document.sections(of: entry.role).isEmpty else { throw .file(.changedMeanwhile(path: document.path)) }
                return document  // dropped by another program meanwhile
            }
        }
        let document = file.edited
        let blocker = document.sections(of: entry.role).first { section in
            !originals.contains { document.holds($0, inSection: section) }
        }
        return blocker.map { document.sections[$0].line }
    }

    /// Puts a section in its place again. Beside another one of that name it would be one too many: then it is kept.
    private mutating func giveBackSection(
        _ piece: SetAside, _ original: SecretSlice, in file: SectionFile, blocked: Bool
    ) throws(SectionError) {
        let document = file.edited
        if blocked {
            keeps = true
            return
        }
        results.append(.givenBack(token: piece.token))
        if let restored = document.givingBack(original, token: piece.token) {
            file.set(restored)
        } else if !document.sections(of: entry.role).contains(where: { document.holds(original, inSection: $0) }) {
            file.set(try document.changed([.appendExact(original)]))
        }
    }

    /// Puts properties in their place again; where their placeholder is gone, into a section of the profile that lacks them.
    private mutating func giveBackProperties(
        _ piece: SetAside, _ original: SecretSlice, in file: SectionFile
    ) throws(SectionError) {
        let document = file.edited
        results.append(.givenBack(token: piece.token))
        if let restored = document.givingBack(original, token: piece.token) {
            file.set(restored)
            return
        }
        let lost = try section(of: original, in: document)
        guard let section = document.sections(of: entry.role).last else {
            file.set(try document.changed([.appendExact(lost.bytes(ofSection: 0))]))
            return
        }
        let present = Set(document.sections(of: entry.role).flatMap { document.keys(ofSection: $0) })
        var changes: [AWSChange] = []
        for key in lost.keys(ofSection: 0) where !present.contains(key) {
            if let value = lost.value(key, inSection: 0)?.slice {
                changes.append(.set(section: section, key: key, value: value))
            }
        }
        file.set(try document.changed(changes))
    }

    /// Properties as a section of their own.
    private func section(of properties: SecretSlice, in document: AWSDocument) throws(SectionError) -> AWSDocument {
        let header = try AWSDocument(document.file, path: document.path, copying: RawSpan()).changed([.append(entry.role, [])])
        var bytes = SecretWriter(capacity: properties.count + header.arena.count)
        bytes.append(header.bytes)
        bytes.append(properties.bytes)
        return AWSDocument(document.file, path: document.path, parsing: SecretArena(bytes.finish()))
    }

    private func unsealed(_ piece: SetAside) -> SecretSlice? {
        do {
            return SecretArena(try sealing.unseal(piece.sealed)).slice
        } catch {
            return nil  // sealed under another vault's key: kept, and said as ``SectionError/stillSealed(profile:file:)``
        }
    }
}

extension AWSDocument {
    /// Whether a section is these bytes, the last line's ending aside.
    fileprivate func holds(_ original: SecretSlice, inSection section: Int) -> Bool {
        let own = bytes(ofSection: section)
        return own.trimmedOfNewline.isEqual(to: original.trimmedOfNewline)
    }
}

extension SecretSlice {
    fileprivate var trimmedOfNewline: SecretSlice {
        var end = count
        if end > 0, bytes[end - 1] == 0x0a { end -= 1 }
        if end < count, end > 0, bytes[end - 1] == 0x0d { end -= 1 }
        return self[0..<end]
    }
}
