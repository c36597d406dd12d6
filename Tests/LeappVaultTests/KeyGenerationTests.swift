import LeappBytes
import LeappCrypto
import Testing

@testable import LeappVault

@Suite struct KeyGenerationTests {
    private static let cheap = KDFParameters(memory: 1024, passes: 1)
    private static let payload = Payloads.note(fill: 5000)

    private func passphrase(_ text: String) throws -> Passphrase { try Passphrase(Array(text.utf8).rawSpan) }

    private func created(_ text: String = "first") throws -> NewGeneration {
        try KeyGeneration.create(
            vaultID: VaultID(.system), passphrase: passphrase(text), kdf: KeyGenerationTests.cheap, randomness: .system)
    }

    private func failure<Value: ~Copyable>(_ body: () throws(VaultError) -> Value) -> VaultError? {
        do throws(VaultError) {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func whatIsSealedOpensByPassphraseAndByRecoveryCode() throws {
        let new = try created()
        let generation = new.generation
        let image = try VaultImage(parsing: generation.seal(payload: KeyGenerationTests.payload.rawSpan, randomness: .system))
        let byPassphrase = try image.open(with: image.unlock(passphrase: passphrase("first")))
        #expect(Array(byPassphrase.bytes) == KeyGenerationTests.payload)
        let typed = new.recoveryCode.text()
        let byCode = try image.open(with: image.unlock(recovery: RecoveryCode(parsing: typed.bytes)))
        #expect(Array(byCode.bytes) == KeyGenerationTests.payload)
        #expect(image.header.vaultID == generation.vaultID)
        #expect(image.header.slots.map(\.kind.type).sorted() == [1, 2])
    }

    @Test func anEmptyPayloadIsSealedToo() throws {
        let generation = try created().generation
        let image = try VaultImage(parsing: generation.seal(payload: RawSpan(), randomness: .system))
        let opened = try image.open(with: generation.dataKey)
        #expect(opened.count == 0)
        #expect(image.header.paddedLength == 16384)
    }

    @Test func aWrongPassphraseMatchesNothing() throws {
        let generation = try created().generation
        let image = try VaultImage(parsing: generation.seal(payload: RawSpan(), randomness: .system))
        #expect(
            failure { () throws(VaultError) in try image.unlock(passphrase: try wrong()) } == .noMatch(needsSecondSecret: false))
    }

    private func wrong() throws(VaultError) -> Passphrase { try Passphrase(Array("second".utf8).rawSpan) }

    @Test func everySaveOfAGenerationCarriesTheSameSlots() throws {
        let generation = try created().generation
        let first = try VaultImage(parsing: generation.seal(payload: RawSpan(), randomness: .system))
        let again = try KeyGeneration(of: first, key: generation.dataKey)
        let second = try VaultImage(parsing: again.seal(payload: RawSpan(), randomness: .system))
        #expect(first.header.slots == second.header.slots)
        #expect(first.headerMAC != second.headerMAC)
    }

    @Test func aGenerationIsOnlyMadeOfItsOwnKey() throws {
        let generation = try created().generation
        let image = try VaultImage(parsing: generation.seal(payload: RawSpan(), randomness: .system))
        #expect(failure { () throws(VaultError) in try KeyGeneration(of: image, key: Named.dataKey) } == .headerForged)
    }

    @Test func aRotationLeavesNothingOfTheOldSecrets() throws {
        let old = try created()
        let before = old.generation
        let new = try before.rotated(passphrase: passphrase("next"), kdf: KeyGenerationTests.cheap, randomness: .system)
        let after = new.generation
        #expect(after.vaultID == before.vaultID)
        #expect(after.dataKey.keyID != before.dataKey.keyID)
        #expect(new.droppedSlots.isEmpty)
        let image = try VaultImage(parsing: after.seal(payload: RawSpan(), randomness: .system))
        #expect(
            failure { () throws(VaultError) in try image.unlock(passphrase: try Passphrase(Array("first".utf8).rawSpan)) }?
                .errorClass == .noMatch)
        #expect(failure { () throws(VaultError) in try image.unlock(recovery: old.recoveryCode) }?.errorClass == .noMatch)
        #expect(try image.unlock(passphrase: passphrase("next")).keyID == after.dataKey.keyID)
        #expect(try image.unlock(recovery: new.recoveryCode).keyID == after.dataKey.keyID)
    }

    @Test func aRotationNeverMakesGuessingCheaper() throws {
        let before = try KeyGeneration.create(
            vaultID: Named.vaultID, passphrase: passphrase("first"), kdf: KDFParameters(memory: 2048, passes: 2),
            randomness: .system
        ).generation
        let after = try before.rotated(passphrase: passphrase("next"), kdf: KeyGenerationTests.cheap, randomness: .system)
            .generation
        let costs = after.slots.compactMap { if case .passphrase(let kdf, _, _) = $0.kind { kdf } else { nil } }
        #expect(costs == [KDFParameters(memory: 2048, passes: 2)])
    }

    @Test func aRotationMakesDeviceSlotsAnewAndListsWhatItCannot() throws {
        let maker = SlotMaker(vaultID: Named.vaultID, dataKey: Named.dataKey)
        let recipes: [SlotRecipe] = [.device(name: "device"), .external(name: "external"), .unknown(name: "unknown")]
        let before = KeyGeneration(vaultID: Named.vaultID, dataKey: Named.dataKey, slots: try recipes.map { try $0.slot(maker) })
        let deviceKey = Named.secret("device device key", 32)
        let recipient = try #require(DeviceRecipient(publicKey: X25519.publicKey(of: deviceKey)))
        let new = try before.rotated(
            passphrase: passphrase("next"), kdf: KeyGenerationTests.cheap, devices: [recipient], randomness: .system)
        let after = new.generation
        #expect(Set(new.droppedSlots.map(\.kind.type)) == [4, 200])
        #expect(after.slots.map(\.kind.type).sorted() == [1, 2, 3])
        let image = try VaultImage(parsing: after.seal(payload: RawSpan(), randomness: .system))
        #expect(try image.unlock(deviceKey: deviceKey, pinned: after.dataKey.keyID).keyID == after.dataKey.keyID)
    }

    @Test func aRotationRefusesADeviceKeyOfLowOrder() throws {
        let zero = [UInt8](repeating: 0, count: 32)
        let recipient = try #require(DeviceRecipient(publicKey: zero))
        let before = try created().generation
        let found = failure { () throws(VaultError) in
            try before.rotated(
                passphrase: try wrong(), kdf: KeyGenerationTests.cheap, devices: [recipient], randomness: .system)
        }
        #expect(found == .deviceKey(zero))
    }

    @Test func extensionsOfALaterProgramAreCarriedAlong() throws {
        let vector = try #require(try SealSet.cases.first { $0.name == "seal-extension" })
        let image = try VaultImage(parsing: vector.file)
        let generation = try KeyGeneration(of: image, key: Named.dataKey)
        let saved = try VaultImage(parsing: generation.seal(payload: RawSpan(), randomness: .system))
        #expect(saved.header.extensions == image.header.extensions)
        #expect(saved.header.extensions.map(\.key) == [64, 1000])
        #expect(saved.header.minor == 3)
    }

    @Test func theSameRandomBytesGiveAnotherNonceToAnotherPayload() throws {
        let stuck = unsafe Randomness { unsafe $0.initializeMemory(as: UInt8.self, repeating: 7) }
        let generation = try created().generation
        let nonces = try [Payloads.empty, Payloads.note(fill: 1), Payloads.note(fill: 2), Payloads.empty].map {
            try VaultImage(parsing: generation.seal(payload: $0.rawSpan, randomness: stuck)).header.nonce
        }
        #expect(Set(nonces).count == 3)
        #expect(nonces[0] == nonces[3])
    }

    @Test func aSidecarOpensAsNothingElse() throws {
        let generation = try created().generation
        let file = try generation.sealSidecar(payload: KeyGenerationTests.payload.rawSpan, randomness: .system)
        let opened = try VaultImage(parsing: file, kind: .sidecar).open(with: generation.dataKey)
        #expect(Array(opened.bytes) == KeyGenerationTests.payload)
        #expect(failure { () throws(VaultError) in try VaultImage(parsing: file) } == .notAVault)
        var renamed = file
        renamed.replaceSubrange(0..<8, with: ContainerKind.vault.magic)
        #expect(failure { () throws(VaultError) in try VaultImage(parsing: Forge.resummed(renamed)) } == .header(.slotCount(0)))
    }

    @Test func parametersOutsideOfTheLimitsAreNeverSealed() throws {
        let costly = KDFParameters(memory: 1 << 20, passes: 5)
        let found = failure { () throws(VaultError) in
            try KeyGeneration.create(vaultID: Named.vaultID, passphrase: try wrong(), kdf: costly, randomness: .system)
        }
        #expect(found == .kdfLimit(costly, isOverridable: true))
    }
}
