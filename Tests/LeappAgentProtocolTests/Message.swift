import LeappAgentProtocol
import LeappBytes
import LeappCBOR
import Testing

/// One message of the protocol with every field set, or with none that may be left out.
struct Message: Sendable, CustomTestStringConvertible {
    let name: String
    let frame: [UInt8]
    /// Reads a frame of this kind, and writes it again.
    let rewrite: @Sendable ([UInt8]) throws -> [UInt8]

    var testDescription: String { name }

    init(
        _ name: String, _ encode: (inout [UInt8]) -> Void, rewrite: @escaping @Sendable (RawSpan, inout [UInt8]) throws -> Void
    ) {
        self.name = name
        var frame: [UInt8] = []
        encode(&frame)
        self.frame = frame
        self.rewrite = { bytes in
            var written: [UInt8] = []
            try rewrite(bytes.rawSpan, &written)
            return written
        }
    }

    static let key = [UInt8](repeating: 0xa5, count: AgentLimits.key)
    static let id = [UInt8](repeating: 0x5a, count: AgentLimits.recordID)

    static let requests: [Message] =
        [AgentOperation.status, .lock, .current, .originals, .portals].map { operation in
            Message("\(operation)") {
                PlainRequest(operation, vault: "/v").encode(into: &$0)
            } rewrite: {
                try PlainRequest(parsing: $0).encode(into: &$1)
            }
        } + [
            Message("unlock in full") { sink in
                UnlockRequest(
                    vault: "/home/u/vault.lpv", key: key.rawSpan, lifetime: 36000, idle: 600,
                    aws: ["AWS_ENDPOINT_URL": "http://127.0.0.1:1", "NO_PROXY": "x", "A": ""]
                ).encode(into: &sink)
            } rewrite: {
                try UnlockRequest(parsing: $0).encode(into: &$1)
            },
            Message("unlock in short") {
                UnlockRequest(vault: "/v", key: key.rawSpan, lifetime: 1).encode(into: &$0)
            } rewrite: {
                try UnlockRequest(parsing: $0).encode(into: &$1)
            },
            Message("list in full") {
                ListRequest(
                    vault: "/v", filter: "prod", kind: "sso-role", account: "1111*", role: "Admin", portal: "corp",
                    tags: ["team", "env=prod"]
                ).encode(into: &$0)
            } rewrite: {
                try ListRequest(parsing: $0).encode(into: &$1)
            },
            Message("list in short") {
                ListRequest().encode(into: &$0)
            } rewrite: {
                try ListRequest(parsing: $0).encode(into: &$1)
            },
            Message("credentials in full") { sink in
                CredentialsRequest(
                    name: "prod-ädmin", form: .process, vault: "/v", mfaCode: Array("123456".utf8).rawSpan, withoutMFA: true,
                    minimumLife: 900
                ).encode(into: &sink)
            } rewrite: {
                try CredentialsRequest(parsing: $0).encode(into: &$1)
            },
            Message("credentials in short") {
                CredentialsRequest(name: "", form: .fields).encode(into: &$0)
            } rewrite: {
                try CredentialsRequest(parsing: $0).encode(into: &$1)
            },
            Message("start in full") { sink in
                StartRequest(
                    name: "n", profile: "p", method: .file, configFile: "/c", credentialsFile: "/d", adopt: true,
                    program: "/bin/leapp",
                    vault: "/v", mfaCode: Array("1".utf8).rawSpan
                ).encode(into: &sink)
            } rewrite: {
                try StartRequest(parsing: $0).encode(into: &$1)
            },
            Message("start in short") { sink in
                StartRequest(
                    name: "n", profile: nil, method: .process, configFile: "/c", credentialsFile: "/d", adopt: false,
                    program: "/bin/leapp"
                ).encode(into: &sink)
            } rewrite: {
                try StartRequest(parsing: $0).encode(into: &$1)
            },
            Message("stop all") {
                StopRequest(.all).encode(into: &$0)
            } rewrite: {
                try StopRequest(parsing: $0).encode(into: &$1)
            },
            Message("stop one") {
                StopRequest(.named("n"), vault: "/v").encode(into: &$0)
            } rewrite: {
                try StopRequest(parsing: $0).encode(into: &$1)
            },
            Message("apply") { sink in
                let drafts = items(3)
                ApplyRequest(
                    vault: "/v", more: true, replace: true, dryRun: true, drafts: ItemList(count: 3, bytes: drafts.rawSpan)
                )
                .encode(into: &sink)
            } rewrite: {
                try ApplyRequest(parsing: $0).encode(into: &$1)
            },
            Message("forget in full") {
                ForgetRequest(ids: [id, key.prefix(16).map { $0 }], sessions: ["prod"], dryRun: true, vault: "/v")
                    .encode(into: &$0)
            } rewrite: {
                try ForgetRequest(parsing: $0).encode(into: &$1)
            },
            Message("forget in short") {
                ForgetRequest().encode(into: &$0)
            } rewrite: {
                try ForgetRequest(parsing: $0).encode(into: &$1)
            },
            Message("edit in full") {
                EditRequest(
                    sessions: ["prod", "dev~2"], name: "n", alias: "", region: "eu-west-1", tags: ["env=prod", "a=b=c"],
                    removedTags: ["team"], dryRun: true, vault: "/v"
                ).encode(into: &$0)
            } rewrite: {
                try EditRequest(parsing: $0).encode(into: &$1)
            },
            Message("edit in short") {
                EditRequest(sessions: []).encode(into: &$0)
            } rewrite: {
                try EditRequest(parsing: $0).encode(into: &$1)
            },
        ]

    static let replies: [Message] = [
        Message("edit reply") {
            EditReply(changed: [id, key.prefix(16).map { $0 }], unchanged: 7).encode(into: &$0)
        } rewrite: {
            try EditReply(parsing: $0).encode(into: &$1)
        },
        Message("forget reply") {
            ForgetReply(ids: [id], stopped: [.init(profile: "p", file: "/f"), .init(profile: "q", file: "/f", left: "changed")])
                .encode(into: &$0)
        } rewrite: {
            try ForgetReply(parsing: $0).encode(into: &$1)
        },
        Message("ok") {
            OKReply().encode(into: &$0)
        } rewrite: { _, sink in
            OKReply().encode(into: &sink)
        },
        Message("output") {
            OutputReply(output: key.rawSpan).encode(into: &$0)
        } rewrite: {
            try OutputReply(parsing: $0).encode(into: &$1)
        },
        Message("credentials in full") { sink in
            CredentialsReply(
                accessKeyID: "AKIAEXAMPLE", secretAccessKey: key.rawSpan, sessionToken: id.rawSpan, expiration: 1_800_000_000,
                accountID: "123456789012", region: "eu-west-1"
            ).encode(into: &sink)
        } rewrite: {
            try CredentialsReply(parsing: $0).encode(into: &$1)
        },
        Message("credentials in short") { sink in
            CredentialsReply(
                accessKeyID: "A", secretAccessKey: key.rawSpan, sessionToken: nil, expiration: nil, accountID: nil,
                region: nil
            ).encode(into: &sink)
        } rewrite: {
            try CredentialsReply(parsing: $0).encode(into: &$1)
        },
        Message("status in full") {
            fullStatus.encode(into: &$0)
        } rewrite: {
            try StatusReply(parsing: $0).encode(into: &$1)
        },
        Message("status in short") {
            StatusReply(pid: 1, release: "1", memoryLocked: false).encode(into: &$0)
        } rewrite: {
            try StatusReply(parsing: $0).encode(into: &$1)
        },
        Message("lock") {
            LockReply(removed: ["dev", "prod"], left: ["why"]).encode(into: &$0)
        } rewrite: {
            try LockReply(parsing: $0).encode(into: &$1)
        },
        Message("start in full") {
            StartReply(profile: "p", file: "/f", expiration: -5, isPresent: true).encode(into: &$0)
        } rewrite: {
            try StartReply(parsing: $0).encode(into: &$1)
        },
        Message("start in short") {
            StartReply(profile: "p", file: "/f").encode(into: &$0)
        } rewrite: {
            try StartReply(parsing: $0).encode(into: &$1)
        },
        Message("stop") { sink in
            StopReply(stopped: [.init(profile: "p", file: "/f"), .init(profile: "q", file: "/f", left: "changed")]).encode(
                into: &sink)
        } rewrite: {
            try StopReply(parsing: $0).encode(into: &$1)
        },
        Message("current") {
            CurrentReply(started: fullStatus.started).encode(into: &$0)
        } rewrite: {
            try CurrentReply(parsing: $0).encode(into: &$1)
        },
        Message("list") { sink in
            let sessions = listed()
            ListReply(more: true, sessions: ItemList(count: 2, bytes: sessions.rawSpan)).encode(into: &sink)
        } rewrite: { bytes, sink in
            let reply = try ListReply(parsing: bytes)
            var cursor = reply.sessions.cursor
            var rewritten: [UInt8] = []
            while let item = try cursor.next() { try ListedSession(parsing: item).encode(into: &rewritten) }
            ListReply(more: reply.more, sessions: ItemList(count: reply.sessions.count, bytes: rewritten.rawSpan)).encode(
                into: &sink)
        },
        Message("apply") { sink in
            let outcomes = ApplyReply.Outcome.Result.allCases.map { ApplyReply.Outcome(id: id, result: $0) }
            ApplyReply(more: false, outcomes: outcomes).encode(into: &sink)
        } rewrite: {
            try ApplyReply(parsing: $0).encode(into: &$1)
        },
        Message("originals") { sink in
            let originals = items(2)
            OriginalsReply(more: false, originals: ItemList(count: 2, bytes: originals.rawSpan)).encode(into: &sink)
        } rewrite: {
            try OriginalsReply(parsing: $0).encode(into: &$1)
        },
        Message("failure in full") {
            fullFailure.encode(into: &$0)
        } rewrite: { bytes, sink in
            try failure(bytes).encode(into: &sink)
        },
        Message("failure in short") {
            AgentFailure(exit: 1, code: "X", message: "").encode(into: &$0)
        } rewrite: { bytes, sink in
            try failure(bytes).encode(into: &sink)
        },
    ]

    static let all = requests + portalRequests + replies + portalReplies

    static let fullFailure = AgentFailure(
        exit: 2, code: "AMBIGUOUS", message: "two sessions have this name",
        detail: ["candidates": .texts(["dev", "dev~2"]), "serial": .text("arn:x"), "count": .integer(-2), "n": .flag(true)])

    private static var fullStatus: StatusReply {
        var status = StatusReply(pid: 4711, release: "0.1.0", memoryLocked: true)
        status.unlocked = true
        (status.vault, status.vaultID) = ("/v", "00ff")
        (status.unlockedAt, status.expiresAt, status.idle) = (1, 2, 3)
        status.endpoints = ["sts": "http://127.0.0.1:1", "": "x"]
        status.started = [
            StartedSection(id: "00", name: "n", profile: "p", method: .file, file: "/f", expiration: 9),
            StartedSection(id: "01", name: "m", profile: "q", method: .process, file: "/g"),
        ]
        return status
    }

    private static func failure(_ bytes: RawSpan) throws -> AgentFailure {
        guard case .failed(let failure) = try AgentReply(parsing: bytes) else { throw ProtocolError.missing("error") }
        return failure
    }

    /// `count` maps, one behind the other.
    static func items(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for index in 0..<count {
            bytes.cborMap(count: 1)
            bytes.cbor(text: "k")
            bytes.cbor(integer: Int64(index))
        }
        return bytes
    }

    private static func listed() -> [UInt8] {
        var bytes: [UInt8] = []
        ListedSession(summary: items(1).rawSpan, active: true, expiration: 5).encode(into: &bytes)
        ListedSession(summary: items(1).rawSpan, active: false, expiration: nil).encode(into: &bytes)
        return bytes
    }
}
