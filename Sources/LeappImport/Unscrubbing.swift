import LeappAWSConfig
import LeappCrypto
import LeappMerge

extension AWSDocument {
    /// Keys that scrubbing takes out, puts in or changes.
    private static let scrubbedKeys = Scrubber.secretKeys + ["credential_process", "login_session", "source_profile"]

    /// The document with what an earlier scrubbing changed as it was in `original`, and all that the user changed since.
    ///
    /// A second scrubbing seals this as the file's original, so that restoring also gives back the keys that went first.
    func unscrubbed(from original: AWSDocument) throws(AWSConfigError) -> AWSDocument {
        var changes: [AWSChange] = []
        var seen: [AWSSectionRole: Int] = [:]
        for section in sections.indices where sections[section].role != .unreadable {
            let role = sections[section].role
            let place = seen[role, default: 0]
            seen[role] = place + 1
            let process = value("credential_process", inSection: section)?.text.flatMap { CredentialProcess(parsing: $0) }
            let source = value("source_profile", inSection: section)?.text
            let isKeySection = AWSDocument.isKeySection(role, process)
            let leadsToKeySection = source?.hasPrefix("leapp-") == true && source.map { namesKeySection($0) } == true
            let before = original.sections(of: role)
            if isKeySection, before.isEmpty {
                changes.append(.remove(section: section))
            } else if place < before.count, process != nil || leadsToKeySection || lostKeys(section, original, before[place]) {
                for key in AWSDocument.scrubbedKeys {
                    if let old = original.value(key, inSection: before[place]) {
                        changes.append(.set(section: section, key: key, value: old.slice))
                    } else if value(key, inSection: section) != nil {
                        changes.append(.removeKey(section: section, key: key))
                    }
                }
            }
        }
        return try applying(changes)
    }

    private func lostKeys(_ section: Int, _ original: AWSDocument, _ before: Int) -> Bool {
        Scrubber.secretKeys.contains { original.value($0, inSection: before) != nil }
            && Scrubber.secretKeys.allSatisfy { value($0, inSection: section) == nil }
    }

    private static func isKeySection(_ role: AWSSectionRole, _ process: CredentialProcess?) -> Bool {
        guard case .profile(let name) = role, let process, let id = RecordID(hex: process.sessionID) else { return false }
        return KeySection.isKeySection(name, of: id)
    }

    private func namesKeySection(_ name: String) -> Bool { RecordID(hex: String(name.dropFirst("leapp-".count))) != nil }
}
