import LeappBytes
import LeappCrypto
import LeappMerge
import LeappVault

/// What becomes of a file on the way that the program takes: image, key, payload.
struct Verdict {
    let line: String

    init(of question: Question) {
        do throws(VaultError) {
            let image = try VaultImage(parsing: question.file, kind: question.isSidecar ? .sidecar : .vault)
            let key = try Verdict.key(of: image, question)
            line = Verdict.judged(try image.open(with: key), key)
        } catch {
            line = error.errorClass.rawValue
        }
    }

    /// The class of an opened payload. A state that is taken and does not come back byte for byte has no class of the format.
    private static func judged(_ slice: SecretSlice, _ key: DataKey) -> String {
        let hash = BLAKE2b.hash(slice.bytes, count: 32, personalisation: "").hex
        do throws(PayloadError) {
            let payload = try Payload(parsing: slice, of: key.keyID.bytes)
            let encoded = payload.encoded()
            guard encoded.isEqual(to: slice.bytes) else { return "CHANGED \(hash)" }
            for record in payload.records where record.state.isVisible && record.kind.isEmpty { continue }
            return "\(payload.isWritable ? "OK" : "READ_ONLY") \(hash)"
        } catch {
            return error.errorClass.rawValue
        }
    }

    private static func key(of image: VaultImage, _ question: Question) throws(VaultError) -> DataKey {
        switch question.opener {
        case .passphrase:
            let second = question.second.isEmpty ? nil : SecretSlice(copying: question.second.rawSpan)
            return try image.unlock(passphrase: Passphrase(question.first.rawSpan), secondSecret: second)
        case .recovery:
            return try image.unlock(recovery: RecoveryCode(parsing: question.first.rawSpan))
        case .device:
            guard let pinned = KeyID(question.second) else { throw .noMatch(needsSecondSecret: false) }
            return try image.unlock(deviceKey: Secret(copying: question.first.rawSpan), pinned: pinned)
        case .external:
            guard let slot = SlotID(question.first), let pinned = KeyID(question.third) else {
                throw .noMatch(needsSecondSecret: false)
            }
            return try image.unlock(external: slot, secret: Secret(copying: question.second.rawSpan), pinned: pinned)
        case .dataKey:
            guard let key = DataKey(Secret(copying: question.first.rawSpan)) else { throw .headerForged }
            return key
        }
    }
}
