extension Payload {
    /// The same state in schema `target`, by the steps that lead there (spec/schemas.md section 3).
    ///
    /// No stamp comes and none goes but what a join cuts; it commutes with ``merged(with:)``. A state that is there already is
    /// returned as it is. One that this program cannot write, or a target that it does not know, is ``PayloadError/readOnly(schema:)``;
    /// where a join of two fields passes a bound, ``PayloadError/limit(_:_:)`` says which.
    public func migrated(to target: Int64) throws(PayloadError) -> Payload {
        guard target > schema else { return self }
        try checkWritable()
        guard target <= schemas.newest else { throw .readOnly(schema: target) }
        var result = self
        for step in schemas.steps[Int(schema - 1)..<Int(target - 1)] { try result.take(step) }
        return result
    }

    private mutating func take(_ step: SchemaStep) throws(PayloadError) {
        schema += 1
        minimumReader = max(minimumReader, step.minimumReader)
        minimumWriter = max(minimumWriter, schema)
        var batch = RecordBatch()
        var places: [Int] = []
        for (place, record) in records.enumerated() {
            guard let kind = step.kinds[record.kind] else { continue }
            try batch.add(record.state.taking(kind))
            places.append(place)
        }
        for (place, record) in zip(places, batch.finish()) { records[place] = record }
        try checkBytes(PayloadBounds.bytes)
    }
}
