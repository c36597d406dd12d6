@testable import LeappVault

/// A payload whose parts can be replaced one by one; as it is made it has one record with two writes of one field.
struct StateParts {
    static let author = Item.bytes([0, 0, 0, 0, 0, 0, 0, 1])
    static let other = Item.bytes([0, 0, 0, 0, 0, 0, 0, 2])
    static let recordID = Item.bytes(Named.bytes("record", 16))

    var schema: Item = 1
    var writer = author
    var versions: Item = .map([(author, .integer(20)), (other, .integer(50))])
    var ancestors: Item = .map([])
    /// Instead of the one record.
    var records: Item?
    var reader: Item = 1
    var minimumWriter: Item = 1
    /// Members after the seven.
    var more: [(Item, Item)] = []

    /// The record: fields, stamps, kind, lifecycle.
    var fields: Item = .named(["a": [[0, [[[], 7]]], [1, [[[0], 8]]]]])
    var stamps: Item = [[10, author], [20, author]]
    var kind: Item = "k"
    var lifecycle: Item = []
    /// Instead of these four.
    var record: Item?

    init(_ change: (inout StateParts) -> Void = { _ in }) { change(&self) }

    /// The entries of the one field.
    var entries: Item {
        get { 0 }
        set { fields = .named(["a": newValue]) }
    }

    var wholeRecord: Item { record ?? .named(["f": fields, "s": stamps, "t": kind, "x": lifecycle]) }

    var item: Item {
        var members: [(Item, Item)] = [("v", schema), ("w", writer), ("vv", versions), ("gen", ancestors)]
        members += [("rec", records ?? .map([(StateParts.recordID, wholeRecord)])), ("minr", reader), ("minw", minimumWriter)]
        return .map(members + more)
    }

    /// The members one by one, for payloads that are not such a map.
    var members: [(Item, Item)] {
        guard case .map(let members) = item else { return [] }
        return members
    }

    /// The ancestor whose data key has this name.
    static func ancestor(_ key: String, flags: Item = 0) -> (Item, Item) {
        (.bytes(Named.dataKey(key).keyID.bytes), [flags, .bytes(Named.bytes(key, 32))])
    }

    /// So many entries under stamps of their own, with the table and the replicas that they ask for.
    mutating func write(_ count: Int, lifecycle isLifecycle: Bool = false) {
        let numbers = Array(0..<Int64(count))
        let written = Item.array(numbers.map { [.integer($0), [[[], 0]]] })
        stamps = .array(numbers.map { [.integer($0 + 1), StateParts.author] })
        fields = .named(["a": isLifecycle ? [[0, [[[], 7]]]] : written])
        if isLifecycle { lifecycle = written }
    }
}
