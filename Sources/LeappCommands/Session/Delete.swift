import ArgumentParser
import LeappAgentProtocol
import LeappMerge
import LeappWorkspace

/// `leapp session delete`.
struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Delete a session, with its key, from the vault.",
        discussion: """
            AWS is not asked: a key that is deleted here stays valid there until it is deleted there too.
            Example: leapp session delete ci~2 --yes
            """)

    @Argument(help: "A session's id, or its name as `leapp session list` shows it.")
    var name: String

    @Flag(help: "Delete without asking.")
    var yes = false

    @OptionGroup var access: AccessOptions

    func run() async throws {
        let client = try await EngineAccess(access).client()
        let sessions = try await client.list().map(\.summary)
        guard let session = sessions.first(where: { $0.id.hex == name }) ?? sessions.first(where: { $0.name == name }) else {
            throw CommandError.engine(
                AgentFailure(
                    exit: Int(ExitCode.notFound.rawValue), code: "NOT_FOUND",
                    message: "\(name): no session has that id or name; `leapp session list` shows all"))
        }
        guard yes else {
            throw CommandError.decision(
                question: "\(session.name) (\(session.kind.rawValue), id \(session.id.hex)) would be deleted from the vault.",
                option: "--yes")
        }
        try await client.forget(ids: [session.id.bytes])
        try Surroundings.current.note("deleted \(session.name), id \(session.id.hex)")
    }
}
