import LeappAgentProtocol
import LeappBytes

/// What `session start` did.
struct StartedResult: Sendable {
    let name: String
    let method: StartRequest.Method
    let reply: StartReply

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        guard !reply.isPresent else {
            return try surroundings.note(
                "nothing to start: [profile \(reply.profile)] in \(reply.file) asks leapp for \(name) already, as `leapp profile write` wrote it"
            )
        }
        let until = reply.expiration.map { " until \(UTCTime(seconds: $0).extended), renewed before" } ?? ""
        try surroundings.note("started \(name) as profile \(reply.profile) in \(reply.file)\(until)")
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1), "name": .text(name), "profile": .text(reply.profile), "file": .text(reply.file),
            "method": .text(method.rawValue), "expiration": .time(reply.expiration), "present": .bool(reply.isPresent),
        ])
    }
}
