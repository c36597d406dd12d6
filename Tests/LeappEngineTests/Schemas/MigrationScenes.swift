import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge

/// States of schema 1 that the made-up schema changes, and pairs of them.
enum MigrationScenes {
    /// Each by its name.
    static func states() throws -> [(String, Payload)] {
        let base = try base()
        return [
            ("an empty vault", Payload(writer: replica(1))),
            ("names and shapes", base),
            ("what the step does not name", try others()),
            ("a value of another shape than expected", try edited(base, 1, 30) { $0.set(2, "iam-user", "region", number: 7) }),
            ("a forgotten value", try forgotten(base)),
            ("deleted", try deleted(base)),
            ("two fields become one", try joined(base)),
            ("two fields written by one edit", try edited(base, 1, 30, joining)),
            ("more than sixteen entries of two fields", try many(base)),
            ("one stamp written twice by a cloned replica", try clones(base)),
        ]
    }

    /// Pairs whose merge and whose step are taken in either order.
    static func pairs() throws -> [(String, Payload, Payload)] {
        let base = try base()
        let moved = try edited(base, 2, 31) { $0.set(2, "iam-user", "region", "eu-west-1") }
        return [
            ("values that differ", try edited(base, 1, 30) { $0.set(2, "iam-user", "region", "us-east-1") }, moved),
            ("records of both", base, try others()),
            (
                "one name here, the other there", try edited(base, 1, 30) { $0.set(3, "assumed-role", "mfa", "serial") },
                try edited(base, 2, 31) { $0.set(3, "assumed-role", "alias", "ops") }
            ),
            ("deleted here, edited there", try deleted(base), moved),
            ("forgotten here, kept there", try forgotten(base), base),
            ("more than sixteen entries", try many(base), try joined(base)),
        ]
    }

    /// A portal, a user with its key, a role and a profile.
    static func base() throws -> Payload {
        try edited(Payload(writer: replica(1)), 1, 10) { edit in
            edit.set(1, "portal", "name", "work")
            edit.set(1, "portal", "region", "eu-central-1")
            edit.set(1, "portal", "identity", map: [("startURL", "https://example.awsapps.com/start")])
            edit.set(2, "iam-user", "name", "dev")
            edit.set(2, "iam-user", "alias", "d")
            edit.set(2, "iam-user", "region", "eu-central-1")
            edit.set(2, "iam-user", "mode", "static")
            edit.set(2, "iam-user", "identity", map: [("accessKeyID", "AKIAIOSFODNN7EXAMPLE")])
            edit.set(
                2, "iam-user", "key", map: [("id", "AKIAIOSFODNN7EXAMPLE")],
                secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
            edit.set(3, "assumed-role", "name", "admin")
            edit.set(4, "profile", "identity", map: [("name", "dev")])
            edit.set(4, "profile", "region", "eu-central-1")
        }
    }

    private static func others() throws -> Payload {
        try edited(Payload(writer: replica(3)), 3, 12) { edit in
            edit.set(7, "setting", "region", "nowhere")
            edit.set(8, "hologram", "alias", number: 3)
            edit.set(9, "device", "label", "laptop")
            edit.set(9, "device", "reads", number: 1)
        }
    }

    private static func joining(_ edit: inout Edit) {
        edit.set(3, "assumed-role", "mfa", "serial")
        edit.set(3, "assumed-role", "alias", "ops")
    }

    private static func joined(_ base: Payload) throws -> Payload {
        let first = try edited(base, 1, 30) { $0.set(3, "assumed-role", "mfa", "serial") }
        return try edited(first, 2, 40) { $0.set(3, "assumed-role", "alias", "ops") }
    }

    private static func many(_ base: Payload) throws -> Payload {
        var state = base
        for time in 30..<54 {
            state = try edited(state, 1, Int64(time)) {
                $0.set(3, "assumed-role", time % 2 == 0 ? "mfa" : "alias", "value \(time)")
            }
        }
        return state
    }

    private static func forgotten(_ base: Payload) throws -> Payload {
        let newer = try edited(base, 1, 30) { $0.set(2, "iam-user", "region", "eu-west-3") }
        return try edited(newer, 1, 40) {
            $0.forget(id(2), field: "region", stamps: [Stamp(time: 10, replica: replica(1))])
        }
    }

    private static func deleted(_ base: Payload) throws -> Payload { try edited(base, 1, 50) { $0.delete(id(2)) } }

    private static func clones(_ base: Payload) throws -> Payload {
        try edited(base, 2, 30) { $0.set(2, "iam-user", "region", "a") }
            .merged(with: edited(base, 2, 30) { $0.set(2, "iam-user", "region", number: 5) })
    }

    private static func edited(
        _ payload: Payload, _ author: UInt8, _ time: Int64, _ change: (inout Edit) -> Void
    ) throws -> Payload {
        var edit = Edit()
        change(&edit)
        return try payload.applying(edit, at: Stamp(time: time, replica: replica(author))) ?? payload
    }

    private static func replica(_ number: UInt8) -> ReplicaID { ReplicaID(bytes: [0, 0, 0, 0, 0, 0, 0, number])! }

    static func id(_ number: UInt8) -> RecordID { RecordID(bytes: [UInt8](repeating: number, count: 16))! }
}

extension Edit {
    fileprivate mutating func set(_ id: UInt8, _ kind: String, _ field: String, _ text: String) {
        set(id, kind, field) { $0.cbor(text: text) }
    }

    fileprivate mutating func set(_ id: UInt8, _ kind: String, _ field: String, number: Int64) {
        set(id, kind, field) { $0.cbor(integer: number) }
    }

    /// A map of texts, and of the bytes `secret` in the end.
    fileprivate mutating func set(
        _ id: UInt8, _ kind: String, _ field: String, map: [(String, String)], secret: String? = nil
    ) {
        set(id, kind, field) { writer in
            writer.cborMap(count: map.count + (secret == nil ? 0 : 1))
            for (key, value) in map {
                writer.cbor(text: key)
                writer.cbor(text: value)
            }
            guard let secret else { return }
            writer.cbor(text: "secret")
            writer.cbor(bytes: Array(secret.utf8))
        }
    }

    private mutating func set(_ id: UInt8, _ kind: String, _ field: String, _ write: (inout SecretWriter) -> Void) {
        var writer = SecretWriter()
        write(&writer)
        self.write(MigrationScenes.id(id), kind: kind, field: field, value: SecretArena(writer.finish()).slice)
    }
}
