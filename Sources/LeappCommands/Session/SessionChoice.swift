import LeappAgentProtocol
import LeappMerge
import LeappWorkspace

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The session that a person picks from a list at the terminal.
enum SessionChoice {
    /// Refuses to go on where there is nobody to ask.
    static func requireTerminal() throws(CommandError) {
        guard isatty(0) == 1 else { throw .noName }
    }

    /// The name, by which a request finds exactly the session that was picked.
    static func ask(_ client: EngineClient) async throws(CommandError) -> String {
        let sessions = try await client.list()
        guard !sessions.isEmpty else {
            throw .noSuchName(
                "there are no sessions; take in ~/.aws with `leapp vault import`, and what a portal offers with `leapp sso sync`")
        }
        let chosen = try pick(sessions.map(\.pickerEntry))
        let summary = sessions.first { $0.summary.id == chosen }?.summary
        guard let summary else { throw .noName }
        // The name names its profile too; where another session goes by it as well, the id does not.
        let isOnly = sessions.count { $0.summary.goes(by: summary.name) } == 1
        return isOnly ? summary.name : summary.id.hex
    }

    private static func pick(_ entries: [PickerEntry]) throws(CommandError) -> RecordID {
        guard let terminal = try RawTerminal(term: Surroundings.current.variable("TERM")) else { throw .noName }
        var picker = Picker(entries)
        return try picker.choose(at: terminal)
    }
}

extension SessionSummary {
    fileprivate func goes(by name: String) -> Bool { self.name == name || alias == name || profiles.contains(name) }
}

extension ShownSession {
    /// What the list to choose from shows of it.
    var pickerEntry: PickerEntry {
        let profiles = summary.profiles.filter { $0 != summary.name }.joined(separator: ",")
        return PickerEntry(
            id: summary.id,
            columns: [
                summary.name, summary.accountName ?? summary.accountID ?? "-", summary.roleName ?? "-", profiles,
                state ?? "",
            ],
            lastUsed: lastUsed, others: [summary.alias ?? "", summary.accountID ?? ""] + summary.tags.map(\.value))
    }
}
