import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge

/// Schema 2 of fixtures/migrate (spec/schemas.md section 6), which no program was ever released with.
enum MadeUpSchema {
    /// Schemas 1 and 2; `minimumReader` says whether programs of schema 1 can read the second.
    static func table(minimumReader: Int64 = 1) -> SchemaTable {
        SchemaTable(steps: [SchemaStep(minimumReader: minimumReader, kinds: kinds)])
    }

    private static let kinds: [String: SchemaStep.Kind] = [
        "portal": .init(becomes: "access-portal"),
        "iam-user": .init(fields: ["alias": .init(becomes: "nickname"), "region": .init(reshaping: listed)]),
        "assumed-role": .init(fields: ["mfa": .init(becomes: "device"), "alias": .init(becomes: "device")]),
    ]

    /// A text becomes an array of it.
    @Sendable private static func listed(_ value: SecretSlice, _ writer: inout SecretWriter) -> Bool {
        var reader = CBORReader(value.bytes)
        guard (try? reader.textBytes()) != nil else { return false }
        writer.cborArray(count: 1)
        writer.append(value.bytes)
        return true
    }
}
