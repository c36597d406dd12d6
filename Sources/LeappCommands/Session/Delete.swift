import ArgumentParser
import LeappAgentProtocol
import LeappMerge
import LeappWorkspace

/// `leapp session delete`.
struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Delete a session, with its key, from the vault.",
        discussion: """
            What is started of it, or of sessions that start from it, is stopped first. AWS is not asked: a key that is deleted \
            here stays valid there until it is deleted there too. A role of a portal comes back with the next `leapp sso sync`, \
            as a new session, as long as the portal offers it.
            Example: leapp session delete ci~2 --yes
            """)

    @Argument(help: "A session's name, alias, profile, ACCOUNT/ROLE or id.")
    var name: String

    @Flag(help: "Delete without asking.")
    var yes = false

    @OptionGroup var access: AccessOptions

    func run() async throws {
        let client = try await EngineAccess(access).client()
        let found = try await client.forget(sessions: [name], dryRun: true)
        let sessions = try await client.list().map(\.summary)
        guard let session = sessions.first(where: { found.ids == [$0.id.bytes] }) else { throw CommandError.badAnswer(.forget) }
        let deletion = SessionDeletion(
            session: session, orphans: sessions.starting(from: [session.id]), started: found.stopped.map(\.profile))
        guard yes else { throw CommandError.decision(question: deletion.question, option: "--yes") }
        let done = try await client.forget(ids: found.ids)
        for section in done.stopped { try Surroundings.current.note(section.words) }
        try Surroundings.current.note(deletion.done)
        try done.stopped.requireRemoved()
    }
}

/// A session that goes, and what goes with it.
struct SessionDeletion: Sendable {
    let session: SessionSummary
    /// The sessions that start from it, and cannot without.
    let orphans: [SessionSummary]
    /// The profiles that are started of it and of these.
    let started: [String]

    /// What a person is asked to say yes to.
    var question: String {
        var parts = ["\(session.name) (\(session.kind.rawValue), id \(session.id.hex)) would be deleted from the vault"]
        if !started.isEmpty {
            parts.append(
                "what is started of it is stopped first, and its keys taken out of ~/.aws (\(started.joined(separator: ", ")))")
        }
        if !orphans.isEmpty {
            parts.append("\(SyncWords.count(Int64(orphans.count), "session")) that start from it will not work")
        }
        return (parts + comingBack).joined(separator: "; ") + "."
    }

    /// What is said when it is done.
    var done: String { (["deleted \(session.name), id \(session.id.hex)"] + comingBack).joined(separator: "; ") }

    private var comingBack: [String] {
        guard session.kind == .ssoRole, !session.isGone else { return [] }
        return ["the next `leapp sso sync` brings it back, as a new session, while the portal offers it"]
    }
}
