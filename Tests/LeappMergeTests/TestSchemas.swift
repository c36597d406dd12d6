import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge

/// Schemas that no program was ever released with.
enum TestSchemas {
    /// Names and shapes only: a kind, a field, and one field's values.
    static let renaming = SchemaTable(steps: [
        step(["k": .init(becomes: "thing", fields: ["a": .init(becomes: "zz"), "long": .init(reshaping: listed)])])
    ])
    /// A field that gets the name of another one, and values of which several become one.
    static let joining = SchemaTable(steps: [
        step(["k": .init(fields: ["a": .init(becomes: "b"), "b": .init(reshaping: halved), "long": .init(becomes: "a")])])
    ])
    /// Two steps, of which the second works on what the first made.
    static let chain = SchemaTable(steps: [
        step(["k": .init(becomes: "m", fields: ["a": .init(becomes: "b"), "b": .init(becomes: "a")])]),
        step(["m": .init(becomes: "n", fields: ["b": .init(becomes: "c", reshaping: listed), "long": .init(becomes: "c")])]),
    ])
    /// Changes of what no record has.
    static let elsewhere = SchemaTable(steps: [
        step(["other": .init(becomes: "k"), "k": .init(fields: ["nothing": .init(becomes: "a", reshaping: listed)])])
    ])

    static let all: [(String, SchemaTable)] = [
        ("renaming", renaming), ("joining", joining), ("chain", chain), ("elsewhere", elsewhere),
    ]

    static func step(_ kinds: [String: SchemaStep.Kind]) -> SchemaStep { SchemaStep(minimumReader: 1, kinds: kinds) }

    /// A number as the one item of an array; anything else stays.
    @Sendable static func listed(_ value: SecretSlice, _ writer: inout SecretWriter) -> Bool {
        guard let number = Values.number(value) else { return false }
        writer.cborArray(count: 1)
        writer.cbor(integer: Int64(number))
        return true
    }

    /// Half of a number.
    @Sendable static func halved(_ value: SecretSlice, _ writer: inout SecretWriter) -> Bool {
        guard let number = Values.number(value) else { return false }
        writer.cbor(integer: Int64(number / 2))
        return true
    }
}

extension Payload {
    /// The same payload, in the hands of a program that knows `schemas`.
    func known(to schemas: SchemaTable) throws(PayloadError) -> Payload {
        let slice = SecretSlice(copying: exactBytes.rawSpan)
        return try Payload(parsing: slice, schemas: schemas)
    }

    /// The state in the newest schema of `schemas`.
    func migrated(by schemas: SchemaTable) throws(PayloadError) -> Payload {
        try known(to: schemas).migrated(to: schemas.newest)
    }

    /// The bytes of the state, read again to the last check.
    func checkedBytes() throws(PayloadError) -> [UInt8] {
        let again = try known(to: schemas).bytes
        precondition(again == bytes)
        return again
    }
}

extension RecordState {
    /// Every stamp that the record mentions.
    var stamps: Set<Stamp> {
        var stamps: Set<Stamp> = []
        for entry in fields.flatMap(\.entries) + lifecycle {
            stamps.insert(entry.stamp)
            switch entry.content {
            case .redacted(let parents): stamps.formUnion(parents)
            case .pairs(let pairs):
                for pair in pairs {
                    stamps.formUnion(pair.parents)
                    if case .deleted(let seen) = pair.value { stamps.formUnion(seen) }
                }
            }
        }
        return stamps
    }
}
