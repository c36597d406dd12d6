import LeappBytes
import LeappCBOR
public import LeappCrypto

extension Payload {
    /// The payload in its one lawful form; records that nobody changed are copied as they are.
    public func encoded() -> Secret {
        var writer = SecretWriter(capacity: greatestSize)
        encode(into: &writer)
        return writer.finish()
    }

    /// Writes the payload in its one lawful form; it takes at most ``greatestSize`` bytes.
    public func encode(into writer: inout SecretWriter) {
        writer.cborMap(count: 7)
        writer.cbor(text: "v")
        writer.cbor(integer: schema)
        writer.cbor(text: "w")
        self.writer.encode(into: &writer)
        writer.cbor(text: "vv")
        versions.encode(into: &writer)
        writer.cbor(text: "gen")
        ancestors.encode(into: &writer)
        writer.cbor(text: "rec")
        writer.cborMap(count: records.count)
        for record in records { writer.append(record.member.bytes) }
        writer.cbor(text: "minr")
        writer.cbor(integer: minimumReader)
        writer.cbor(text: "minw")
        writer.cbor(integer: minimumWriter)
    }

    /// What the encoding takes at most.
    public var greatestSize: Int {
        records.reduce(0) { $0 + $1.member.count } + ancestors.greatestSize + versions.count * 18 + 128
    }
}
