import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge

/// Two states that are to be joined by a program that knows the schemas up to `known`: `[a, b, known]`.
///
/// The answer is the class of the refusal, or JOINED, the join and what is seen in it, in hexadecimal: an array of
/// `[id, visible, [[field, current value] …], [field in conflict …]]`.
struct Join {
    private let a: SecretSlice
    private let b: SecretSlice
    private let schemas: SchemaTable

    init?(_ body: [UInt8]) {
        var reader = CBORReader(body.rawSpan)
        do {
            guard try reader.arrayHead() == 3 else { return nil }
            a = SecretSlice(copying: try reader.byteString())
            b = SecretSlice(copying: try reader.byteString())
            let known = Int(try reader.unsigned())
            try reader.end()
            guard known > 0 else { return nil }
            schemas = SchemaTable(steps: Array(repeating: SchemaStep(minimumReader: 1, kinds: [:]), count: known - 1))
        } catch {
            return nil
        }
    }

    var line: String {
        do throws(PayloadError) {
            var joined = try Payload(parsing: a, schemas: schemas).merged(with: Payload(parsing: b, schemas: schemas))
            if let nobody = ReplicaID(bytes: [UInt8](repeating: 0, count: 8)) { joined.writer = nobody }
            return "JOINED \(Join.hex(joined)) \(Join.seen(joined).hex)"
        } catch {
            return error.errorClass.rawValue
        }
    }

    private static func hex(_ payload: Payload) -> String {
        let encoded = payload.encoded()
        return Array(encoded.bytes).hex
    }

    private static func seen(_ payload: Payload) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.cborArray(count: payload.count)
        for record in payload.records {
            let state = record.state
            bytes.cborArray(count: 4)
            bytes.cbor(bytes: record.id.bytes)
            bytes.cbor(bool: state.isVisible)
            let values = state.fields.compactMap { field in field.current.map { (field.name, $0) } }
            bytes.cborArray(count: values.count)
            for (name, value) in values {
                bytes.cborArray(count: 2)
                bytes.cbor(text: name)
                bytes.append(value.bytes)
            }
            bytes.cborArray(count: state.conflicts.count)
            for name in state.conflicts { bytes.cbor(text: name) }
        }
        return bytes
    }
}
