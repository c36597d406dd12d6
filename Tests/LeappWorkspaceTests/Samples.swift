import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge
import LeappWorkspace

let vaultID = [UInt8](repeating: 7, count: 16)

func slice(_ text: String) -> SecretSlice {
    let bytes = Array(text.utf8)
    return SecretSlice(copying: bytes.rawSpan)
}

func text(_ slice: SecretSlice?) -> String? {
    slice.map { slice in
        let bytes = Array(slice.bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

func replica(_ number: UInt8) -> ReplicaID { ReplicaID(bytes: [0, 0, 0, 0, 0, 0, 0, number])! }

func user(_ name: String, key: String, secret: String = "secret", region: String? = nil, alias: String? = nil) -> IAMUser {
    IAMUser(accessKeyID: key, secretAccessKey: slice(secret), name: name, region: region, alias: alias)
}

/// Drafts of records, built as an import builds them.
func drafts(_ build: (inout DraftWriter) -> Void) -> [RecordDraft] {
    var writer = DraftWriter(vaultID: vaultID)
    build(&writer)
    return writer.finish()
}

extension Payload {
    /// The state after drafts were taken in, and what became of them.
    func taking(_ drafts: [RecordDraft], replace: Bool = false, at time: Int64? = nil) throws -> (Payload, [ProposalOutcome]) {
        let (edit, outcomes) = Workspace(self).applying(drafts: drafts, replace: replace)
        let stamp = Stamp(time: time ?? versions.newest + 1, replica: writer)
        return (try applying(edit, at: stamp) ?? self, outcomes)
    }

    func editing(_ change: (inout Edit) -> Void) throws -> Payload {
        var edit = Edit()
        change(&edit)
        return try applying(edit, at: Stamp(time: versions.newest + 1, replica: writer)) ?? self
    }
}

extension [ProposalOutcome] {
    var results: [Outcome] { map(\.outcome) }
}

/// A text as a field holds it.
func item(_ text: String) -> SecretSlice {
    var bytes: [UInt8] = []
    bytes.cbor(text: text)
    return SecretSlice(copying: bytes.rawSpan)
}

func read(_ bytes: [UInt8]) throws -> SessionSummary {
    var reader = CBORReader(bytes.rawSpan)
    return try SessionSummary(reading: &reader)
}
