import FuzzSupport
import LeappBytes
import LeappCrypto

@testable import LeappMerge

extension Payload {
    /// Reads bytes; nil where they are no payload.
    init?(read bytes: [UInt8], schemas: SchemaTable = .released) {
        let slice = SecretSlice(copying: bytes.rawSpan)
        guard let state = try? Payload(parsing: slice, schemas: schemas) else { return nil }
        self = state
    }

    /// What is written, writer and ancestors and all.
    var exactBytes: [UInt8] {
        let encoded = encoded()
        return Array(encoded.bytes)
    }

    /// What is written for the state alone: writer and ancestors are no part of it.
    var stateBytes: [UInt8] {
        var same = self
        same.writer = .fuzzed(0)
        same.ancestors = []
        return same.exactBytes
    }

    /// The join, nil where it is refused.
    func join(_ other: Payload) -> Payload? { try? merged(with: other) }
}

extension ReplicaID {
    /// Replica number `number`.
    static func fuzzed(_ number: UInt8) -> ReplicaID {
        guard let replica = ReplicaID(bytes: [0, 0, 0, 0, 0, 0, 0, number]) else {
            preconditionFailure("8 bytes are a replica's id")
        }
        return replica
    }
}

extension RecordID {
    /// Record number `number`.
    static func fuzzed(_ number: UInt8) -> RecordID {
        guard let id = RecordID(bytes: [UInt8](repeating: 0, count: 15) + [number]) else {
            preconditionFailure("16 bytes are a record's id")
        }
        return id
    }
}

extension [Record] {
    /// The records as a payload holds them.
    init(writing states: [RecordState]) {
        var batch = RecordBatch()
        do {
            for state in states { try batch.add(state) }
        } catch {
            broken("a lawful record is written: \(error)")
        }
        self = batch.finish()
    }
}
