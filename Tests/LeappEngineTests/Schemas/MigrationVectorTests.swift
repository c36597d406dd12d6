import LeappBytes
import LeappCrypto
import LeappFiles
import LeappMerge
import Testing

@testable import LeappEngine
@testable import LeappVault

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// fixtures/migrate: what the steps of the made-up schema make, for every implementation (spec/schemas.md section 6).
@Suite struct MigrationVectorTests {
    private static let disk = POSIXFileSystem()
    private static let fixtures = FilePath.join(root, "fixtures")

    private static var root: String {
        var folder = FilePath.parent(of: #filePath)
        while folder != "/", (try? disk.metadata(at: FilePath.join(folder, "spec"), followingLinks: true)) == nil {
            folder = FilePath.parent(of: folder)
        }
        return folder
    }

    /// With LEAPP_WRITE_FIXTURES set the files are written instead; what the change is then shows in the diff.
    @Test func everyFileIsWhatTheScenesMake() throws {
        let folder = FilePath.join(Self.fixtures, "migrate")
        let isWriting = unsafe getenv("LEAPP_WRITE_FIXTURES") != nil
        let files = try files()
        for (name, bytes) in files {
            let path = FilePath.join(folder, name)
            if isWriting {
                try DurableFile(path, on: Self.disk, randomness: .system).replace(with: bytes.rawSpan, mode: .exactly(0o644))
            }
            #expect(try Self.disk.readFile(path, limit: 1 << 24) == bytes, "\(name)")
        }
        #expect(try Self.disk.names(in: folder).sorted() == files.map(\.0).sorted())
    }

    private func files() throws -> [(String, [UInt8])] {
        let sealed: [(String, nonce: String, Payload)] = [
            ("schema-1.lpv", "363c38fdd818827a389e975186d2372ed8cd73c59f143b28", try MigrationScenes.base()),
            ("schema-2.lpv", "b403684cf038c9b9107df0784cff0304bf29d276759181c0", try Self.migrated(MigrationScenes.base())),
            (
                "schema-2-readers.lpv", "70baeec7b3964372f84be35e30b2b06d1a342faf50cbb2be",
                try Self.migrated(MigrationScenes.base(), minimumReader: 2)
            ),
        ]
        return [("steps.json", Array(try index().utf8))] + (try sealed.map { ($0, try Self.file(of: $2, nonce: $1)) })
    }

    private func index() throws -> String {
        let states = try MigrationScenes.states().map { name, state in
            [("name", name), ("schema1", Self.hex(state)), ("schema2", Self.hex(try Self.migrated(state)))]
        }
        let pairs = try MigrationScenes.pairs().map { name, a, b in
            [
                ("name", name), ("a", Self.hex(a)), ("b", Self.hex(b)),
                ("schema2", Self.hex(try Self.migrated(a.merged(with: b)))),
            ]
        }
        return """
            {
              "licence": "CC0-1.0",
              "step": {
                "minimumReader": 1,
                "kinds": {
                  "assumed-role": { "fields": { "alias": { "becomes": "device" }, "mfa": { "becomes": "device" } } },
                  "iam-user": { "fields": { "alias": { "becomes": "nickname" }, "region": { "reshaping": "text to array" } } },
                  "portal": { "becomes": "access-portal" }
                }
              },
              "files": [
            \(Self.rows([
                [("file", "schema-1.lpv"), ("about", "schema 1"), ("schema1", "OK")],
                [("file", "schema-2.lpv"), ("about", "schema 2, minr 1, minw 2"), ("schema1", "READ_ONLY")],
                [("file", "schema-2-readers.lpv"), ("about", "schema 2, minr 2, minw 2"), ("schema1", "NEEDS_NEWER")],
            ]))
              ],
              "states": [
            \(Self.rows(states))
              ],
              "merges": [
            \(Self.rows(pairs))
              ]
            }

            """
    }

    private static func rows(_ rows: [[(String, String)]]) -> String {
        rows.map { row in "    { " + row.map { "\"\($0.0)\": \"\($0.1)\"" }.joined(separator: ", ") + " }" }
            .joined(separator: ",\n")
    }

    /// Both orders of merging and migrating, and the mixed one, make one state.
    @Test func everyPairOfTheVectorsCommutes() throws {
        for (name, a, b) in try MigrationScenes.pairs() {
            let whole = Self.hex(try Self.migrated(a.merged(with: b)))
            let (left, right) = (try Self.migrated(a), try Self.migrated(b))
            #expect(Self.hex(try left.merged(with: right)) == whole, "\(name)")
            #expect(Self.hex(try left.merged(with: Self.known(b))) == whole, "\(name)")
        }
    }

    private static func known(_ payload: Payload, minimumReader: Int64 = 1) throws -> Payload {
        let encoded = payload.encoded()
        return try Payload(
            parsing: SecretSlice(copying: encoded.bytes), schemas: MadeUpSchema.table(minimumReader: minimumReader))
    }

    private static func migrated(_ payload: Payload, minimumReader: Int64 = 1) throws -> Payload {
        try known(payload, minimumReader: minimumReader).migrated(to: 2)
    }

    /// The state's bytes, whoever wrote it.
    private static func hex(_ payload: Payload) -> String {
        var same = payload
        if let nobody = ReplicaID(bytes: [UInt8](repeating: 0, count: 8)) { same.writer = nobody }
        let encoded = same.encoded()
        return Array(encoded.bytes).hex
    }

    /// The payload sealed as fixtures/vault/seal-passphrase.lpv is, which opens with "correct horse".
    private static func file(of payload: Payload, nonce: String) throws -> [UInt8] {
        let model = try VaultImage(
            parsing: disk.readFile(FilePath.join(fixtures, "vault/seal-passphrase.lpv"), limit: 1 << 20))
        let key = try model.unlock(passphrase: StoreHome.passphrase("correct horse"))
        let generation = try KeyGeneration(of: model, key: key)
        let encoded = payload.encoded()
        return try generation.seal(payload: encoded.bytes, nonce: #require([UInt8](hex: nonce)))
    }
}
