import LeappBytes
import LeappCrypto
import Testing

@testable import LeappVault

@Suite struct KeyGenerationTests {
    private static let cheap = KDFParameters(memory: 1024, passes: 1)
    private static let payload = Payloads.note(fill: 5000)

    private func passphrase(_ text: String) throws -> Passphrase { try Passphrase(Array(text.utf8).rawSpan) }

    private func recipients(
        _ texts: String..., second: SecondSecret? = nil, devices: [DeviceRecipient] = [],
        kdf: KDFParameters = KeyGenerationTests.cheap
    ) throws -> Recipients {
        Recipients(
            passphrases: try texts.map { PassphraseSecret(try passphrase($0), secondSecret: second?.bytes) }, devices: devices,
            kdf: kdf)
    }

    private func created(_ text: String = "first") throws -> NewGeneration {
        try KeyGeneration.create(vaultID: VaultID(.system), for: recipients(text), randomness: .system)
    }

    private func image(_ generation: KeyGeneration) throws -> VaultImage {
        try VaultImage(parsing: generation.seal(payload: RawSpan(), randomness: .system))
    }

    private func costs(_ generation: KeyGeneration) -> [KDFParameters] {
        generation.slots.compactMap { if case .passphrase(let kdf, _, _) = $0.kind { kdf } else { nil } }
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
        let recipient = try #require(DeviceRecipient(publicKey: X25519.publicKey(of: Named.secret("device", 32))))
        let generation = try KeyGeneration.create(
            vaultID: Named.vaultID, for: recipients("a", "b", second: SecondSecret(.system), devices: [recipient]),
            randomness: .system
        ).generation
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
        let new = try before.rotated(for: recipients("next"), randomness: .system)
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
            vaultID: Named.vaultID, for: recipients("first", kdf: KDFParameters(memory: 2048, passes: 2)), randomness: .system
        ).generation
        let after = try before.rotated(for: recipients("next"), randomness: .system).generation
        #expect(costs(after) == [KDFParameters(memory: 2048, passes: 2)])
    }

    @Test func aRotationMakesDeviceSlotsAnewAndListsWhatItCannot() throws {
        let maker = SlotMaker(vaultID: Named.vaultID, dataKey: Named.dataKey)
        let recipes: [SlotRecipe] = [.device(name: "device"), .external(name: "external"), .unknown(name: "unknown")]
        let before = KeyGeneration(vaultID: Named.vaultID, dataKey: Named.dataKey, slots: try recipes.map { try $0.slot(maker) })
        let deviceKey = Named.secret("device device key", 32)
        let recipient = try #require(DeviceRecipient(publicKey: X25519.publicKey(of: deviceKey)))
        let new = try before.rotated(for: recipients("next", devices: [recipient]), randomness: .system)
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
        let recipients = try recipients("next", devices: [recipient])
        let found = failure { () throws(VaultError) in try before.rotated(for: recipients, randomness: .system) }
        #expect(found == .deviceKey(zero))
        #expect(!recipient.isUsable)
        #expect(DeviceRecipient(publicKey: X25519.publicKey(of: Named.secret("device", 32)))?.isUsable == true)
    }

    @Test func aGenerationBelowTheFloorIsMadeAnewByTheStandard() throws {
        let after = try created().generation.rotated(for: recipients("first", "second", kdf: .floor), randomness: .system)
        #expect(costs(after.generation) == [.floor, .floor])
    }

    @Test func eachOfFourPassphrasesOpensAndAFifthIsRefused() throws {
        let names = ["a", "b", "c", "d"]
        let four = try KeyGeneration.create(
            vaultID: Named.vaultID, for: recipients("a", "b", "c", "d"), randomness: .system
        ).generation
        let image = try image(four)
        for name in names { #expect(try image.unlock(passphrase: passphrase(name)).keyID == four.dataKey.keyID) }
        let slots = try names.map { try image.unlocked(by: PassphraseSecret(passphrase($0))).id }
        #expect(Set(slots).count == 4)
        let known = try PassphraseSecret(passphrase("a"))
        let passedOver = failure { () throws(VaultError) in try image.unlocked(by: known, passingOver: [slots[0]]) }
        #expect(passedOver == .noMatch(needsSecondSecret: false))
        let five = try recipients("a", "b", "c", "d", "e")
        let found = failure { () throws(VaultError) in try four.rotated(for: five, randomness: .system) }
        #expect(found == .tooManyPassphrases(count: 5))
    }

    @Test func aSecondSecretIsNeededTogetherWithThePassphraseAndNotWithTheCode() throws {
        let second = SecondSecret(.system)
        let new = try KeyGeneration.create(
            vaultID: Named.vaultID, for: recipients("first", second: second), randomness: .system)
        let generation = new.generation
        let image = try image(generation)
        let (alone, pair) = (try PassphraseSecret(passphrase("first")), try recipients("first", second: second).passphrases[0])
        let stranger = try recipients("first", second: SecondSecret(.system)).passphrases[0]
        #expect(failure { () throws(VaultError) in try image.unlocked(by: alone) } == .noMatch(needsSecondSecret: true))
        #expect(failure { () throws(VaultError) in try image.unlocked(by: stranger) } == .noPairMatch)
        #expect(try image.unlocked(by: pair).key.keyID == generation.dataKey.keyID)
        #expect(try image.unlock(recovery: new.recoveryCode).keyID == generation.dataKey.keyID)
    }

    @Test func theSlotOfADeviceIsNamedAfterItsKeyAndAnewInEachGeneration() throws {
        let publicKey = X25519.publicKey(of: Named.secret("device", 32))
        let recipient = try #require(DeviceRecipient(publicKey: publicKey))
        let first = try KeyGeneration.create(
            vaultID: Named.vaultID, for: recipients("a", devices: [recipient]), randomness: .system
        ).generation
        let second = try first.rotated(for: recipients("a", devices: [recipient]), randomness: .system)
        let after = second.generation
        for generation in [first, after] {
            let slot = generation.slots.first { $0.id == generation.dataKey.slotID(ofDevice: publicKey) }
            #expect(slot?.kind.type == 3)
        }
        #expect(first.dataKey.slotID(ofDevice: publicKey) != after.dataKey.slotID(ofDevice: publicKey))
        #expect(second.droppedSlots.isEmpty)
        let third = try after.rotated(for: recipients("a"), randomness: .system)
        #expect(third.droppedSlots.map(\.kind.type) == [3])
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

    private static var stuck: Randomness { unsafe Randomness { unsafe $0.initializeMemory(as: UInt8.self, repeating: 7) } }

    @Test func theSameRandomBytesGiveAnotherNonceToAnotherPayload() throws {
        let stuck = KeyGenerationTests.stuck
        let generation = try created().generation
        let nonces = try [Payloads.empty, Payloads.note(fill: 1), Payloads.note(fill: 2), Payloads.empty].map {
            try VaultImage(parsing: generation.seal(payload: $0.rawSpan, randomness: stuck)).header.nonce
        }
        #expect(Set(nonces).count == 3)
        #expect(nonces[0] == nonces[3])
    }

    @Test func theSameRandomBytesGiveAnotherNonceUnderAnotherHeader() throws {
        let one = try created().generation
        let vector = try #require(try SealSet.cases.first { $0.name == "seal-extension" })
        let carried = try VaultImage(parsing: vector.file).header
        let others = [
            KeyGeneration(vaultID: one.vaultID, dataKey: one.dataKey, slots: Array(one.slots.dropLast())),
            KeyGeneration(vaultID: one.vaultID, dataKey: one.dataKey, slots: one.slots, minor: 3),
            KeyGeneration(vaultID: carried.vaultID, dataKey: one.dataKey, slots: one.slots),
            KeyGeneration(vaultID: one.vaultID, dataKey: one.dataKey, slots: one.slots, extensions: carried.extensions),
        ]
        let (payload, stuck) = (Payloads.empty, KeyGenerationTests.stuck)
        var files: [VaultImage] = []
        for generation in [one] + others {
            files.append(try VaultImage(parsing: generation.seal(payload: payload.rawSpan, randomness: stuck)))
        }
        let sidecar = try one.sealSidecar(payload: payload.rawSpan, randomness: stuck)
        files.append(try VaultImage(parsing: sidecar, kind: .sidecar))
        #expect(Set(files.map(\.header.nonce)).count == 6)
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
        let recipients = try recipients("first", kdf: costly)
        let found = failure { () throws(VaultError) in
            try KeyGeneration.create(vaultID: Named.vaultID, for: recipients, randomness: .system)
        }
        #expect(found == .kdfLimit(costly, isOverridable: true))
    }
}
