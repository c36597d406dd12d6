import LeappBytes
import LeappCBOR

/// One thing that the listing of a portal changes in the vault.
public struct SyncChange: Equatable, Sendable {
    /// What can happen to an account or a role; the raw value is what the field says.
    public enum Kind: String, Sendable, CaseIterable {
        /// A role that was not known.
        case added
        /// A role that the portal does not offer any more.
        case gone
        /// A role that was gone and is offered again.
        case returned
        /// An account that has another name.
        case renamed
    }

    /// What happened.
    public var change: Kind
    /// The session's name.
    public var name: String
    /// The account's id.
    public var accountID: String
    /// The account's name at the portal.
    public var accountName: String?
    /// The role's name; a renamed account has none.
    public var role: String?
    /// What the account was called before.
    public var was: String?

    /// A change of these values.
    public init(
        _ change: Kind, name: String, accountID: String, accountName: String? = nil, role: String? = nil, was: String? = nil
    ) {
        (self.change, self.name, self.accountID) = (change, name, accountID)
        (self.accountName, self.role, self.was) = (accountName, role, was)
    }

    /// Reads one item.
    init(parsing item: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(item)
        var change: Kind?
        var (session, accountID, accountName, role, was): (String?, String?, String?, String?, String?)
        while let name = try fields.next() {
            switch name {
            case .change:
                change = Kind(rawValue: try fields.text(name))
                guard change != nil else { throw .badValue(name.rawValue) }
            case .name: session = try fields.text(name)
            case .accountID: accountID = try fields.text(name)
            case .accountName: accountName = try fields.text(name)
            case .role: role = try fields.text(name)
            case .was: was = try fields.text(name)
            default: try fields.skip()
            }
        }
        self.init(
            try change.required(.change), name: try session.required(.name), accountID: try accountID.required(.accountID),
            accountName: accountName, role: role, was: was)
    }

    /// Appends one item.
    func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.cborMap(count: 3 + count(was != nil, role != nil, accountName != nil))
        sink.field(.was, was)
        sink.field(.name, name)
        sink.field(.role, role)
        sink.field(.change, change.rawValue)
        sink.field(.accountID, accountID)
        sink.field(.accountName, accountName)
    }

    static func list(_ items: ItemList) throws(ProtocolError) -> [SyncChange] {
        var changes: [SyncChange] = []
        var cursor = items.cursor
        while let item = try cursor.next() { changes.append(try SyncChange(parsing: item)) }
        return changes
    }

    static func encode(_ changes: [SyncChange], into sink: inout some ByteSink & ~Copyable) {
        sink.key(.changes)
        sink.cborArray(count: changes.count)
        for change in changes { change.encode(into: &sink) }
    }
}
