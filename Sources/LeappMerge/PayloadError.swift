public import LeappCBOR

/// Why a payload is refused, or an edit of one.
public enum PayloadError: Error, Equatable, Sendable {
    /// The bytes break spec/format.md section 7.2 at this offset.
    case malformed(PayloadFault, at: Int)
    /// The vault may only be read by programs of at least this schema.
    case needsNewer(schema: Int64)
    /// The vault may only be written by programs of at least this schema.
    case readOnly(schema: Int64)
    /// A bound of spec/format.md section 11 was passed, with the number found.
    case limit(PayloadLimit, Int)
    /// A stamp lies more than 100 years ahead of the reader's clock, or no later stamp exists.
    case clock(milliseconds: Int64)
    /// Nothing of the record is left to be restored.
    case nothingToRestore(RecordID)

    /// The class of spec/format.md section 9.
    public var errorClass: PayloadErrorClass {
        switch self {
        case .malformed: .badPayload
        case .needsNewer: .needsNewer
        case .readOnly: .readOnly
        case .limit, .clock, .nothingToRestore: .limit
        }
    }
}

/// The error classes of spec/format.md section 9 that a payload can have.
public enum PayloadErrorClass: String, Sendable, CaseIterable {
    case badPayload = "BAD_PAYLOAD"
    case needsNewer = "NEEDS_NEWER"
    case readOnly = "READ_ONLY"
    case limit = "LIMIT"
}

/// What can be wrong with a payload's shape.
public enum PayloadFault: Error, Equatable, Sendable {
    /// Not canonical CBOR of the subset.
    case encoding(CBORError)
    /// A closed map has other keys than it must have.
    case keys
    /// Something that ascends does not, or is there twice.
    case order
    /// A schema number is not positive, or the schema is newer than what may write it.
    case schema
    /// An id, a stamp or a data key has another size or sign than it must have.
    case stamp
    /// An ancestor's data key does not have the name that it is listed under, or its flags are unknown.
    case ancestor
    /// A record without fields, a field without entries, an entry without pairs, or more entries than are kept.
    case count
    /// An array has another number of items than it must have, or an item is of another kind.
    case shape
    /// An index outside the stamp table, a stamp that nothing uses, or a parent that is not older than its child.
    case index
    /// A stamp that the version vector does not cover.
    case uncovered
}

/// Which bound of spec/format.md section 11 was passed.
public enum PayloadLimit: String, Sendable {
    case records, record, fields, pairs, value, replicas, ancestors, bytes
}
