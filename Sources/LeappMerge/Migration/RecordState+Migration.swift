import LeappCBOR
import LeappCrypto

extension RecordState {
    /// The record after a step's part for its kind.
    ///
    /// Fields that get one name are joined as a merge joins them: nothing else gives the same, whether two states are merged
    /// before the step or after it.
    func taking(_ step: SchemaStep.Kind) -> RecordState {
        var result = self
        result.kind = step.becomes ?? kind
        result.fields = []
        result.fields.reserveCapacity(fields.count)
        for field in fields {
            let change = step.fields[field.name]
            let entries = change?.reshaping.map { reshaping in field.entries.map { $0.reshaped(reshaping) } } ?? field.entries
            let name = change?.becomes ?? field.name
            result[entriesOf: name] = result[entriesOf: name].joined(with: entries)
        }
        return result
    }
}

extension Entry {
    /// The entry with each of its values in its new form; pairs that become equal are one.
    fileprivate func reshaped(_ reshaping: SchemaStep.Field.Reshaping) -> Entry {
        guard case .pairs(let pairs) = content else { return self }
        let changed = pairs.map { pair in
            guard case .field(let value) = pair.value else { return pair }
            return Pair(parents: pair.parents, value: .field(value.reshaped(reshaping) ?? value))
        }
        return Entry(stamp: stamp, content: .pairs(changed.ascending))
    }
}

extension SecretSlice {
    /// The new form of a value; nil where there is none that a payload may hold.
    fileprivate func reshaped(_ reshaping: SchemaStep.Field.Reshaping) -> SecretSlice? {
        var writer = SecretWriter(capacity: max(64, count + 32))
        guard reshaping(self, &writer), writer.count <= PayloadBounds.value, SecretSlice.isLawful(writer.bytes) else {
            return nil
        }
        return SecretArena(writer.finish()).slice
    }

    private static func isLawful(_ value: RawSpan) -> Bool {
        var reader = CBORReader(value)
        do {
            _ = try reader.item(inside: PayloadBounds.valueDepth)
            try reader.end()
            return true
        } catch {
            return false
        }
    }
}
