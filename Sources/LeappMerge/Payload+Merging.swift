import LeappCrypto

extension Payload {
    /// The least state that holds everything of both (spec/merge.md section 2); ancestors and writer stay this payload's.
    ///
    /// Where the schemas differ, the older state is first brought up to the newer one's (spec/schemas.md section 4).
    /// Where the result would pass a bound, neither input is changed and ``PayloadError/limit(_:_:)`` says which.
    public func merged(with other: Payload) throws(PayloadError) -> Payload {
        try checkWritable()
        try other.checkWritable()
        guard schema == other.schema else {
            let newer = max(schema, other.schema)
            return try migrated(to: newer).merged(with: other.migrated(to: newer))
        }
        var result = self
        result.minimumReader = max(minimumReader, other.minimumReader)
        result.minimumWriter = max(minimumWriter, other.minimumWriter)
        result.versions = versions.merged(with: other.versions)
        guard result.versions.count <= PayloadBounds.replicas else { throw .limit(.replicas, result.versions.count) }
        result.records = []
        result.records.reserveCapacity(max(count, other.count))
        var batch = RecordBatch()
        var joinedPlaces: [Int] = []
        var left = 0
        var right = 0
        while left < count || right < other.count {
            if right == other.count || (left < count && records[left].id < other.records[right].id) {
                result.records.append(records[left])
                left += 1
            } else if left == count || other.records[right].id < records[left].id {
                result.records.append(other.records[right])
                right += 1
            } else {
                if !records[left].isEqual(to: other.records[right]) {
                    let joined = records[left].state.joined(with: other.records[right].state)
                    guard joined.fields.count <= PayloadBounds.fields else { throw .limit(.fields, joined.fields.count) }
                    try batch.add(joined)
                    joinedPlaces.append(result.records.count)
                }
                result.records.append(records[left])
                left += 1
                right += 1
            }
        }
        guard result.count <= PayloadBounds.records else { throw .limit(.records, result.count) }
        for (place, record) in zip(joinedPlaces, batch.finish()) { result.records[place] = record }
        try result.checkBytes(PayloadBounds.bytes)
        return result
    }

    /// Refuses a payload whose encoding is larger than `most`.
    func checkBytes(_ most: Int) throws(PayloadError) {
        let bytes = greatestSize
        guard bytes <= most else { throw .limit(.bytes, bytes) }
    }
}
