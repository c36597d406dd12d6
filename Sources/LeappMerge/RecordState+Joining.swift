extension RecordState {
    /// The least record that holds everything of both (spec/merge.md section 2): commutative, associative, idempotent.
    func joined(with other: RecordState) -> RecordState {
        var result = self
        result.kind = other.kind.utf8.lexicographicallyPrecedes(kind.utf8) ? other.kind : kind
        result.fields = []
        result.fields.reserveCapacity(max(fields.count, other.fields.count))
        var left = fields[...]
        var right = other.fields[...]
        while let first = left.first, let second = right.first {
            if first.name.hasBytes(of: second.name) {
                result.fields.append(.init(name: first.name, entries: first.entries.joined(with: second.entries)))
                left.removeFirst()
                right.removeFirst()
            } else if RecordState.isOrdered(first.name, second.name) {
                result.fields.append(left.removeFirst())
            } else {
                result.fields.append(right.removeFirst())
            }
        }
        result.fields += left + right
        result.lifecycle = lifecycle.joined(with: other.lifecycle)
        return result
    }
}

extension [Entry] {
    /// The union by stamp, cut to the greatest 16.
    func joined(with other: [Entry]) -> [Entry] {
        var result: [Entry] = []
        result.reserveCapacity(count + other.count)
        var left = self[...]
        var right = other[...]
        while let first = left.first, let second = right.first {
            if first.stamp == second.stamp {
                result.append(Entry(stamp: first.stamp, content: first.content.joined(with: second.content)))
                left.removeFirst()
                right.removeFirst()
            } else if first.stamp < second.stamp {
                result.append(left.removeFirst())
            } else {
                result.append(right.removeFirst())
            }
        }
        result += left + right
        return result.cut
    }

    /// The greatest 16.
    var cut: [Entry] { count <= PayloadBounds.entries ? self : Array(suffix(PayloadBounds.entries)) }
}

extension Entry.Content {
    /// The union of the pairs; a redaction absorbs values and keeps all parents.
    func joined(with other: Entry.Content) -> Entry.Content {
        switch (self, other) {
        case (.pairs(let left), .pairs(let right)): .pairs(left.joined(with: right))
        case (.redacted, _), (_, .redacted): .redacted(parents: (parents + other.parents).ascending)
        }
    }

    /// The same entry without its values.
    var redacted: Entry.Content { .redacted(parents: parents.ascending) }
}

extension [Entry.Pair] {
    /// The union, ascending by the encoded pairs.
    func joined(with other: [Entry.Pair]) -> [Entry.Pair] { (self + other).ascending }

    /// The pairs ascending by their encoding, each once.
    var ascending: [Entry.Pair] {
        var result: [Entry.Pair] = []
        for pair in sorted(by: { $0.order(to: $1) < 0 }) where result.last.map({ $0.order(to: pair) != 0 }) ?? true {
            result.append(pair)
        }
        return result
    }
}
