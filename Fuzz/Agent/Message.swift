import FuzzSupport
import LeappAgentProtocol
import LeappBytes

/// A kind of message: how it is read, and what is written for what was read.
struct Message: Sendable {
    let name: String
    /// Reads a frame and writes it again; throws where it is no message of this kind.
    let rewrite: @Sendable (RawSpan, inout [UInt8]) throws(ProtocolError) -> Void

    static let all: [Message] = requests + portalRequests + replies + portalReplies

    private static let requests = [
        Message(name: "plain") { (frame, sink) throws(ProtocolError) in try PlainRequest(parsing: frame).encode(into: &sink) },
        Message(name: "unlock") { (frame, sink) throws(ProtocolError) in
            let request = try UnlockRequest(parsing: frame)
            demand(request.key.byteCount == AgentLimits.key, "a key has its size")
            demand(request.vault.isPath && request.aws.count <= AgentLimits.pairs, "unlock is inside its bounds")
            demand((0...AgentLimits.seconds).contains(request.lifetime), "a lifetime is inside its bounds")
            demand((0...AgentLimits.seconds).contains(request.idle ?? 0), "an idle time is inside its bounds")
            request.encode(into: &sink)
        },
        Message(name: "list") { (frame, sink) throws(ProtocolError) in try ListRequest(parsing: frame).encode(into: &sink) },
        Message(name: "credentials") { (frame, sink) throws(ProtocolError) in
            let request = try CredentialsRequest(parsing: frame)
            demand(
                request.name.isText && (request.mfaCode?.byteCount ?? 0) <= AgentLimits.code, "credentials is inside its bounds")
            demand((0...AgentLimits.seconds).contains(request.minimumLife ?? 0), "a life is inside its bounds")
            request.encode(into: &sink)
        },
        Message(name: "start") { (frame, sink) throws(ProtocolError) in
            let request = try StartRequest(parsing: frame)
            demand(request.configFile.isPath && request.credentialsFile.isPath && request.program.isPath, "start names paths")
            demand(request.name.isText && (request.mfaCode?.byteCount ?? 0) <= AgentLimits.code, "start is inside its bounds")
            request.encode(into: &sink)
        },
        Message(name: "stop") { (frame, sink) throws(ProtocolError) in try StopRequest(parsing: frame).encode(into: &sink) },
        Message(name: "apply") { (frame, sink) throws(ProtocolError) in
            let request = try ApplyRequest(parsing: frame)
            try request.drafts.check()
            request.encode(into: &sink)
        },
        Message(name: "forget") { (frame, sink) throws(ProtocolError) in
            let request = try ForgetRequest(parsing: frame)
            demand(request.ids.allSatisfy { $0.count == AgentLimits.recordID }, "ids have their size")
            demand(request.sessions.count <= AgentLimits.sessions, "no more sessions are named than may be")
            request.encode(into: &sink)
        },
        Message(name: "edit") { (frame, sink) throws(ProtocolError) in
            let request = try EditRequest(parsing: frame)
            demand(request.sessions.count <= AgentLimits.sessions, "an edit names no more sessions than it may")
            demand(max(request.tags.count, request.removedTags.count) <= AgentLimits.pairs, "tags are inside their bounds")
            demand((request.sessions + request.tags).allSatisfy(\.isText), "an edit's texts are inside their bounds")
            request.encode(into: &sink)
        },
    ]

    private static let replies = [
        Message(name: "edit reply") { (frame, sink) throws(ProtocolError) in
            let reply = try EditReply(parsing: frame)
            demand(reply.changed.allSatisfy { $0.count == AgentLimits.recordID }, "changed ids have their size")
            demand(reply.unchanged >= 0, "a number of sessions is not below zero")
            reply.encode(into: &sink)
        },
        Message(name: "status reply") { (frame, sink) throws(ProtocolError) in try StatusReply(parsing: frame).encode(into: &sink)
        },
        Message(name: "lock reply") { (frame, sink) throws(ProtocolError) in try LockReply(parsing: frame).encode(into: &sink) },
        Message(name: "list reply") { (frame, sink) throws(ProtocolError) in
            let reply = try ListReply(parsing: frame)
            var cursor = reply.sessions.cursor
            while let item = try cursor.next() {
                guard let session = try? ListedSession(parsing: item) else { continue }
                var again: [UInt8] = []
                session.encode(into: &again)
                demand((try? ListedSession(parsing: again.rawSpan)) != nil, "a listed session is written as one")
            }
            reply.encode(into: &sink)
        },
        Message(name: "credentials reply") { (frame, sink) throws(ProtocolError) in
            try CredentialsReply(parsing: frame).encode(into: &sink)
        },
        Message(name: "output reply") { (frame, sink) throws(ProtocolError) in try OutputReply(parsing: frame).encode(into: &sink)
        },
        Message(name: "start reply") { (frame, sink) throws(ProtocolError) in try StartReply(parsing: frame).encode(into: &sink)
        },
        Message(name: "stop reply") { (frame, sink) throws(ProtocolError) in try StopReply(parsing: frame).encode(into: &sink) },
        Message(name: "current reply") { (frame, sink) throws(ProtocolError) in
            try CurrentReply(parsing: frame).encode(into: &sink)
        },
        Message(name: "apply reply") { (frame, sink) throws(ProtocolError) in try ApplyReply(parsing: frame).encode(into: &sink)
        },
        Message(name: "originals reply") { (frame, sink) throws(ProtocolError) in
            let reply = try OriginalsReply(parsing: frame)
            try reply.originals.check()
            reply.encode(into: &sink)
        },
        Message(name: "failure") { (frame, sink) throws(ProtocolError) in
            guard case .failed(let failure) = try AgentReply(parsing: frame) else { throw .missing("error") }
            demand(
                (1...255).contains(failure.exit) && failure.code.isText && failure.message.isText
                    && failure.detail.allSatisfy { $0.key.isText && $0.value.texts.allSatisfy(\.isText) },
                "a failure is inside its bounds")
            failure.encode(into: &sink)
        },
    ]

    /// What was read and written is read, and written the same again.
    func check(_ frame: [UInt8]) {
        var once: [UInt8] = []
        do { try rewrite(frame.rawSpan, &once) } catch { return }
        var twice: [UInt8] = []
        always("\(name): what was written is read") { () throws(ProtocolError) in try rewrite(once.rawSpan, &twice) }
        demand(once == twice, "\(name): what was written is written again byte for byte")
    }
}

extension ItemList {
    /// There are as many items as it says, and nothing behind them.
    fileprivate func check() throws(ProtocolError) {
        var cursor = cursor
        var (found, size) = (0, 0)
        while let item = try cursor.next() {
            found += 1
            size += item.byteCount
        }
        demand(found == count && size == bytes.byteCount, "a list holds its items and nothing else")
    }
}

extension AgentDetail {
    /// The texts that it has.
    fileprivate var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .texts(let texts): texts
        case .integer, .flag: []
        }
    }
}

extension String {
    var isText: Bool { utf8.count <= AgentLimits.text && !utf8.contains(0) }
    var isPath: Bool { isText && utf8.first == UInt8(ascii: "/") }
}
