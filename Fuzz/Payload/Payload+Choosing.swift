import FuzzSupport

@testable import LeappMerge

/// A state that is lawful by construction, in a small world where everything collides: a few stamps, fields, values, records.
extension Payload {
    init(choosing decisions: inout Decisions, schemas: SchemaTable) {
        self.init(writer: .fuzzed(decisions.byte()), schemas: schemas)
        var records: [RecordState] = []
        for number in UInt8(1)...3 where decisions.flag() { records.append(RecordState(number, choosing: &decisions)) }
        for record in records {
            for entry in record.fields.flatMap(\.entries) + record.lifecycle { see(entry) }
        }
        self.records = [Record](writing: records)
        schema = 1
        minimumReader = 1
        minimumWriter = 1
        for number in UInt8(1)...3 where decisions.below(4) == 0 {
            versions.insert(Stamp(time: Int64(decisions.byte()) + 1, replica: .fuzzed(number)))
        }
    }

    private mutating func see(_ entry: Entry) {
        versions.insert(entry.stamp)
        for stamp in entry.content.parents { versions.insert(stamp) }
        for pair in entry.pairs {
            guard case .deleted(let seen) = pair.value else { continue }
            for stamp in seen { versions.insert(stamp) }
        }
    }
}

extension RecordState {
    /// Kinds go with the record, as they do in a vault, but for one record, of which two kinds exist.
    init(_ number: UInt8, choosing decisions: inout Decisions) {
        let kind = number == 1 ? "k" : number == 2 ? "device" : decisions.flag() ? "k2" : "other"
        self.init(id: .fuzzed(number), kind: kind, fields: [], lifecycle: [])
        for name in ["a", "b", "\u{e9}", "e\u{301}", "old"] where name == "a" || decisions.flag() {
            let entries = [Entry](choosing: &decisions, lifecycle: false)
            fields.append(.init(name: name, entries: entries))
        }
        if decisions.flag() { lifecycle = [Entry](choosing: &decisions, lifecycle: true) }
    }
}

extension [Entry] {
    /// Ascending entries, at least one for a field, at most as many as are kept.
    init(choosing decisions: inout Decisions, lifecycle: Bool) {
        self = []
        var last = 0
        for _ in 0..<(decisions.below(PayloadBounds.entries + 1)) {
            last += 1 + decisions.below(3)
            let stamp = Stamp(number: last)
            append(Entry(stamp: stamp, content: .init(choosing: &decisions, below: last, lifecycle: lifecycle)))
        }
        if isEmpty, !lifecycle {
            append(Entry(stamp: Stamp(number: 3), content: .init(choosing: &decisions, below: 3, lifecycle: false)))
        }
    }
}

extension Entry.Content {
    init(choosing decisions: inout Decisions, below stamp: Int, lifecycle: Bool) {
        if !lifecycle, decisions.below(6) == 0 {
            self = .redacted(parents: [Stamp](choosing: &decisions, below: stamp))
            return
        }
        var pairs: [Entry.Pair] = []
        for _ in 0...(decisions.below(8) == 0 ? 2 : 0) {
            let parents = [Stamp](choosing: &decisions, below: stamp)
            pairs.append(.init(parents: parents, value: Value(choosing: &decisions, below: stamp, lifecycle: lifecycle)))
        }
        self = .pairs(pairs.ascending)
    }
}

extension Value {
    init(choosing decisions: inout Decisions, below stamp: Int, lifecycle: Bool) {
        guard lifecycle else {
            self = .field(FuzzedValues.field(decisions.below(256)))
            return
        }
        switch decisions.below(4) {
        case 0: self = .alive
        case 1: self = .other(FuzzedValues.code(decisions.below(256)))
        default: self = .deleted([Stamp](choosing: &decisions, below: stamp))
        }
    }
}

extension Stamp {
    /// Stamp number `number` in the order of stamps; two replicas, several of whose stamps have one time.
    init(number: Int) { self.init(time: Int64(number / 2 + 1), replica: .fuzzed(number % 2 == 0 ? 1 : 2)) }
}

extension [Stamp] {
    /// Some of the stamps before number `stamp`, ascending.
    init(choosing decisions: inout Decisions, below stamp: Int) {
        let choice = Int(decisions.byte()) << 8 | Int(decisions.byte())
        self = (0..<Swift.min(stamp, 16)).filter { choice >> $0 & 1 == 1 }.map { Stamp(number: stamp - 1 - $0) }.sorted()
    }
}
