import Foundation
import LeappBytes
import LeappCrypto
import LeappMerge
import Testing

@testable import LeappVault

@Suite struct FixtureTests {
    /// With LEAPP_WRITE_FIXTURES set the files are written instead; what the change is then shows in the diff.
    @Test func everyFileIsWhatTheGeneratorMakes() throws {
        let isWriting = ProcessInfo.processInfo.environment["LEAPP_WRITE_FIXTURES"] != nil
        var expected: [String: Data] = [:]
        for (name, cases) in try FixtureSets.all {
            expected["\(name).json"] = Data(FixtureSets.index(cases).utf8)
            for vector in cases {
                #expect(expected["\(vector.name).lpv"] == nil, "\(vector.name) is there twice")
                expected["\(vector.name).lpv"] = Data(vector.file)
            }
        }
        if isWriting {
            for (name, bytes) in expected { try bytes.write(to: ProjectRoot.fixtures.appending(path: name)) }
        }
        let present = try FileManager.default.contentsOfDirectory(atPath: ProjectRoot.fixtures.path)
        #expect(Set(present.filter { $0.hasSuffix(".json") || $0.hasSuffix(".lpv") }) == Set(expected.keys))
        for (name, bytes) in expected {
            #expect(try Data(contentsOf: ProjectRoot.fixtures.appending(path: name)) == bytes, "\(name)")
        }
    }

    @Test(arguments: ["seal", "framing", "header", "kdf", "slot", "auth", "payload"])
    func everyVectorComesOutAsItsIndexSays(set: String) throws {
        let index = try ProjectRoot.json(ProjectRoot.fixtures.appending(path: "\(set).json"))
        let cases = try #require(index["cases"] as? [[String: Any]])
        #expect(!cases.isEmpty)
        for vector in cases {
            let name = try #require(vector["name"] as? String)
            let file = try #require(vector["file"] as? String)
            let opener = try #require(vector["open"] as? [String: String])
            let bytes = [UInt8](try Data(contentsOf: ProjectRoot.fixtures.appending(path: file)))
            let outcome = VectorOutcome(bytes, isSidecar: vector["sidecar"] as? Bool ?? false, opener)
            #expect(outcome.expect == vector["expect"] as? String, "\(name)")
            if let payload = vector["payload"] as? String { #expect(outcome.payload?.hex == payload, "\(name)") }
            if let hash = vector["payloadHash"] as? String { #expect(outcome.payload.map(Payloads.hash(of:)) == hash, "\(name)") }
            if let fill = vector["noteFill"] as? Int { #expect(outcome.payload == Payloads.note(fill: fill), "\(name)") }
        }
    }

    @Test func everyOpenedVectorSealsToItsOwnBytes() throws {
        for vector in try SealSet.cases {
            let image = try VaultImage(parsing: vector.file, kind: vector.isSidecar ? .sidecar : .vault)
            let payload = try image.open(with: Named.dataKey)
            let sealed = try KeyGeneration(of: image, key: Named.dataKey)
                .seal(payload: payload.bytes, nonce: image.header.nonce, kind: image.kind)
            #expect(sealed == vector.file, "\(vector.name)")
        }
    }
}

/// What this reader makes of a file, in the index's words.
struct VectorOutcome {
    let expect: String
    let payload: [UInt8]?

    init(_ bytes: [UInt8], isSidecar: Bool, _ opener: [String: String]) {
        switch Result(catching: { () throws(VaultError) in try VectorOutcome.opened(bytes, isSidecar, opener) }) {
        case .success(let opened): (expect, payload) = opened
        case .failure(let error): (expect, payload) = (error.errorClass.rawValue, nil)
        }
    }

    private static func opened(
        _ bytes: [UInt8], _ isSidecar: Bool, _ opener: [String: String]
    ) throws(VaultError) -> (String, [UInt8]?) {
        let image = try VaultImage(parsing: bytes, kind: isSidecar ? .sidecar : .vault)
        let key = try key(image, opener)
        let slice = try image.open(with: key)
        do throws(PayloadError) {
            let payload = try Payload(parsing: slice, of: key.keyID.bytes)
            return (payload.isWritable ? "OK" : "READ_ONLY", Array(slice.bytes))
        } catch {
            return (error.errorClass.rawValue, nil)
        }
    }

    private static func key(_ image: VaultImage, _ opener: [String: String]) throws(VaultError) -> DataKey {
        func bytes(_ name: String) -> [UInt8] { opener[name].flatMap { [UInt8](hex: $0) } ?? [] }
        func secret(_ name: String) -> Secret { Secret(copying: bytes(name).rawSpan) }
        if opener["passphrase"] != nil {
            let second = opener["secondSecret"] == nil ? nil : SecretSlice(copying: bytes("secondSecret").rawSpan)
            return try image.unlock(passphrase: Passphrase(bytes("passphrase").rawSpan), secondSecret: second)
        }
        if let code = opener["recovery"] { return try image.unlock(recovery: RecoveryCode(parsing: Array(code.utf8).rawSpan)) }
        guard let pinned = KeyID(bytes("pinned")) else {
            guard let key = DataKey(secret("dataKey")) else { throw .headerForged }
            return key
        }
        if opener["deviceKey"] != nil { return try image.unlock(deviceKey: secret("deviceKey"), pinned: pinned) }
        guard let slot = SlotID(bytes("external")) else { throw .noMatch(needsSecondSecret: false) }
        return try image.unlock(external: slot, secret: secret("secret"), pinned: pinned)
    }
}
