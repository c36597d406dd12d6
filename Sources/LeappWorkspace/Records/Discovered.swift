import LeappBytes
import LeappCBOR

/// Since when a portal offers something, and since when not any more; in unix seconds, and a fact, not a choice of the user's.
public struct Discovered: Hashable, Sendable {
    /// When a sync found it first.
    public var found: Int64
    /// When a sync missed it; nil while it is offered.
    public var gone: Int64?

    /// Found at `found`.
    public init(found: Int64, gone: Int64? = nil) {
        self.found = found
        self.gone = gone
    }

    init?(_ value: FieldValue?) { self.init(value?.members ?? [:]) }

    init?(_ members: [String: FieldValue]) {
        guard let found = members["found"]?.number else { return nil }
        self.init(found: found, gone: members["gone"]?.number)
    }

    var members: [Member] { [Member("gone", number: gone), Member("found", number: found)] }

    func encode(into sink: inout some ByteSink & ~Copyable) { sink.cbor(members: members) }

    /// Whether the field of this name holds what a sync found out. Where two machines found it out at different times, the later
    /// write counts, and nobody has anything to decide.
    static func isFact(_ field: String) -> Bool { field == "discovered" || field.hasPrefix(Account.portalPrefix) }
}
