import LeappBytes
import LeappCBOR

/// A keyslot: the data key, wrapped under one secret (spec/format.md section 4).
public struct Slot: Sendable, Equatable {
    /// Its random name.
    public let id: SlotID
    /// What opens it.
    public let kind: SlotKind
    let commitment: [UInt8]
    let nonce: [UInt8]
    let wrapped: [UInt8]

    /// Reads a slot map, which was found to be a lawful item.
    init(parsing bytes: RawSpan) throws(HeaderFault) {
        var fields = HeaderFields(bytes)
        let count = try fields.begin()
        try fields.expect(1, of: count)
        let type = try fields.unsigned()
        guard (1...255).contains(type) else { throw .slotType(type) }
        try fields.expect(2, of: count)
        let name = try fields.bytes(SlotID.byteCount)
        guard let id = SlotID(name) else { throw .length(expected: SlotID.byteCount, found: name.count) }
        self.id = id
        try fields.expect(3, of: count)
        kind = try SlotKind(type: UInt8(type), parsing: fields.map())
        try fields.expect(4, of: count)
        commitment = try fields.bytes(32)
        try fields.expect(5, of: count)
        nonce = try fields.bytes(24)
        try fields.expect(6, of: count)
        wrapped = try fields.bytes(48)
        try fields.finish(count)
    }

    init(id: SlotID, kind: SlotKind, commitment: [UInt8], nonce: [UInt8], wrapped: [UInt8]) {
        self.id = id
        self.kind = kind
        self.commitment = commitment
        self.nonce = nonce
        self.wrapped = wrapped
    }

    /// Appends the slot map.
    func encode(into bytes: inout [UInt8]) {
        bytes.cborMap(count: 6)
        bytes.cbor(unsigned: 1)
        bytes.cbor(unsigned: UInt64(kind.type))
        bytes.cbor(unsigned: 2)
        bytes.cbor(bytes: id.bytes)
        bytes.cbor(unsigned: 3)
        bytes.append(contentsOf: kind.encodedParameters)
        bytes.cbor(unsigned: 4)
        bytes.cbor(bytes: commitment)
        bytes.cbor(unsigned: 5)
        bytes.cbor(bytes: nonce)
        bytes.cbor(unsigned: 6)
        bytes.cbor(bytes: wrapped)
    }
}

extension [Slot] {
    /// The slot list as a header has it; the slots are ascending by name.
    public var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.cborArray(count: count)
        for slot in self { slot.encode(into: &bytes) }
        return bytes
    }
}
