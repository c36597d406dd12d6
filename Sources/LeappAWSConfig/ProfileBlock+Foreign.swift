import LeappBytes
import LeappCrypto
import LeappINI

extension ProfileBlock {
    /// A line that somebody else wrote into the block, or right behind it.
    public struct ForeignLine: Equatable, Sendable {
        /// The line, counted from 1.
        public let number: Int
        /// The key that it sets, where it sets one; never a value, which may be a secret.
        public let key: String?

        /// A line.
        public init(number: Int, key: String?) { (self.number, self.key) = (number, key) }
    }

    /// The lines of the block in `document`, and of those behind it, that are lost with `written`, which holds `entries` instead.
    ///
    /// What leapp wrote is not lost where it is written otherwise: headers of its profiles, their processes, and all of those
    /// that go.
    func foreign(in document: AWSDocument, writing entries: [Entry], as written: AWSDocument) throws(ProfileBlockFault)
        -> [ForeignLine]
    {
        guard let lines, !isIntact else { return [] }
        let kept = Set(entries.map(\.name)), known = Set(self.entries.map(\.name))
        let new = try ProfileBlock(in: written)
        var present: Set<[UInt8]> = []
        for line in new.bodyLines(of: written) { present.insert(line.meaning) }
        return bodyLines(of: document).filter { line in
            guard !present.contains(line.meaning) else { return false }
            guard let profile = line.profile, known.contains(profile), lines.contains(line.number - 1) else { return true }
            if line.isHeader || line.key == "credential_process" { return false }
            return kept.contains(profile) || !["region", "output"].contains(line.key)
        }.map { ForeignLine(number: $0.number, key: $0.isHeader ? nil : $0.key) }
    }

    private struct BodyLine {
        let number: Int
        let profile: String?
        let isHeader: Bool
        let key: String?
        /// A hash of the line and of the header that it stands below.
        let meaning: [UInt8]
    }

    /// The lines between the marks, and the loose ones, that say anything.
    private func bodyLines(of document: AWSDocument) -> [BodyLine] {
        guard let lines else { return [] }
        let ini = document.content.ini
        var profiles: [Int: String] = [:]
        for section in document.sections {
            if case .profile(let name) = section.role { profiles[section.line - 1] = name }
        }
        var (found, header, profile): ([BodyLine], Int?, String?) = ([], nil, nil)
        for index in Array(lines.dropFirst().dropLast()) + loose {
            let shape = ini.lines[index].shape
            if shape == .header { (header, profile) = (index, profiles[index]) }
            guard shape != .blank, !ProfileBlockMark.isOwnComment(index, in: ini) else { continue }
            var hash = BLAKE2b(count: 16, personalisation: "leapp-v1-profile")
            for part in [header, index].compactMap(\.self) {
                hash.update(ini.bytes.extracting(ini.bytes.trimmed(ini.lines[part].content)))
                hash.update([0x0a])
            }
            found.append(
                BodyLine(
                    number: index + 1, profile: profile, isHeader: shape == .header, key: ini.key(index),
                    meaning: Array(hash.finish().bytes)))
        }
        return found
    }
}

extension INIDocument {
    /// What a line sets, where that reads as a key does: a value that goes on here, which may be a secret, does not.
    fileprivate func key(_ line: Int) -> String? {
        guard lines[line].shape == .text else { return nil }
        let content = bytes.trimmed(lines[line].content)
        guard let equals = content.first(where: { bytes[$0] == UInt8(ascii: "=") }) else { return nil }
        let name = bytes.trimmed(content.lowerBound..<equals)
        guard name.count < 40 else { return nil }
        let text = String(decoding: Array(bytes.extracting(name)), as: UTF8.self).lowercased()
        let isKey = text.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("0"..."9").contains($0) || "_-.".unicodeScalars.contains($0)
        }
        return isKey && !text.isEmpty ? text : nil
    }
}
