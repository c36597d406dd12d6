import LeappCrypto

/// Collects records that were changed together in one secret arena, because one arena each would exhaust locked memory.
struct RecordBatch: ~Copyable {
    private var writer = SecretWriter(capacity: 4096)
    private var ranges: [(id: RecordID, range: Range<Int>)] = []

    /// Encodes a record of at most `most` bytes, its id included, with no more pairs in an entry than a reader takes.
    mutating func add(_ state: RecordState, most: Int = PayloadBounds.record) throws(PayloadError) {
        let pairs = state.greatestPairCount
        guard pairs <= PayloadBounds.pairs else { throw .limit(.pairs, pairs) }
        let start = writer.count
        state.id.encode(into: &writer)
        state.encode(into: &writer)
        guard writer.count - start <= most else { throw .limit(.record, writer.count - start) }
        ranges.append((state.id, start..<writer.count))
    }

    /// The records, in the order in which they came.
    consuming func finish() -> [Record] {
        let ranges = ranges
        let arena = SecretArena(writer.finish())
        return ranges.map { Record(id: $0.id, member: SecretSlice(arena, $0.range)) }
    }
}
