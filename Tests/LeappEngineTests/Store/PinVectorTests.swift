import Foundation
import LeappBytes
import LeappCrypto
import LeappFiles
import LeappMerge
import LeappState
import LeappVault
import Testing

@testable import LeappEngine

/// fixtures/vault/pin.json: a machine that knows a vault is shown a file (spec/format.md sections 10 and 15).
@Suite struct PinVectorTests {
    private struct Index: Decodable {
        let cases: [Vector]
    }

    private struct Vector: Decodable {
        struct Knowledge: Decodable {
            let vaultId: String
            let keyId: String
            let dataKey: String
            let vv: String
            let fingerprint: String?
            let intended: String?
        }

        let name: String
        let file: String
        let now: Int64
        let knows: Knowledge?
        let confirmed: String?
        let open: [String: String]
        let expect: String
    }

    private static let folder = URL(filePath: #filePath).appending(path: "../../../../fixtures/vault").standardized

    @Test func theStoreMakesOfEachFileWhatTheIndexSays() throws {
        let index = try JSONDecoder().decode(Index.self, from: Data(contentsOf: Self.folder.appending(path: "pin.json")))
        #expect(index.cases.count > 20)
        for vector in index.cases {
            let found = try verdict(vector)
            #expect(found == vector.expect, "\(vector.name)")
        }
    }

    private func bytes(_ hex: String?) throws -> [UInt8] { try #require([UInt8](hex: hex ?? "")) }

    private func verdict(_ vector: Vector) throws -> String {
        let home = try StoreHome()
        try POSIXFileSystem().createDirectories(FilePath.parent(of: home.vault))
        home.overwrite([UInt8](try Data(contentsOf: Self.folder.appending(path: vector.file))))
        var effects = try home.effects()
        effects.now = { vector.now }
        let store = VaultStore(path: home.vault, effects: effects)
        if let known = vector.knows { try teach(known, to: store.location()) }
        do throws(StoreError) {
            let key = try self.key(vector, store)
            let confirmed = vector.confirmed.flatMap { [UInt8](hex: $0) }.flatMap(KeyID.init)
            let warnings = try store.open(with: .key(key), generation: confirmed).takeWarnings()
            if warnings.contains(where: { if case .rollback = $0 { true } else { false } }) { return "ROLLBACK" }
            return warnings.contains { if case .readOnly = $0 { true } else { false } } ? "READ_ONLY" : "OK"
        } catch {
            return try #require(error.errorClass).rawValue
        }
    }

    /// Puts into the local state what the machine of the vector remembers.
    private func teach(_ known: Vector.Knowledge, to location: VaultLocation) throws {
        let (vaultID, versions) = (try bytes(known.vaultId), try bytes(known.vv))
        let dataKey = try bytes(known.dataKey)
        let made = DataKey(Secret(copying: dataKey.rawSpan))
        let key = try #require(made)
        let pin = VaultPin(
            vaultID: try #require(VaultID(vaultID)), location: location.path, keyID: key.keyID,
            versions: try VersionVector(parsing: versions.rawSpan),
            fingerprint: try known.fingerprint.map { GenerationFingerprint(bytes: try bytes($0)) })
        #expect(key.keyID.bytes == (try bytes(known.keyId)))
        try location.state.setPin(pin.row(key: key))
        try location.state.setVaultID(vaultID, at: location.path)
        guard let intended = known.intended else { return }
        try location.state.setIntendedWrite(
            IntendedWrite(vaultID: vaultID, location: location.path, versionVector: versions, mark: bytes(intended)))
    }

    /// What the opener of the vector opens, by the calls that are there for each.
    private func key(_ vector: Vector, _ store: VaultStore) throws(StoreError) -> DataKey {
        func part(_ name: String) -> [UInt8] { vector.open[name].flatMap { [UInt8](hex: $0) } ?? [] }
        let image = try store.image()
        return try StoreError.vault { () throws(VaultError) in
            guard let pinned = KeyID(part("pinned")) else {
                let code = Array((vector.open["recovery"] ?? "").utf8)
                return try image.unlock(recovery: RecoveryCode(parsing: code.rawSpan))
            }
            guard let slot = SlotID(part("external")) else {
                return try image.unlock(deviceKey: Secret(copying: part("deviceKey").rawSpan), pinned: pinned)
            }
            return try image.unlock(external: slot, secret: Secret(copying: part("secret").rawSpan), pinned: pinned)
        }
    }
}
