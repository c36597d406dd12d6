import LeappCBOR
public import LeappCrypto

/// A key generation that the vault had before, with its data key, so that files which were sealed under it still merge.
public struct Ancestor: Sendable {
    /// The generation's name: 16 bytes, `BLAKE2b-128(key=data key, person="leapp-v1-keyid")`.
    public let keyID: [UInt8]
    /// Whether a device was removed after it, so that its files are never merged by themselves.
    public let isCutOff: Bool
    /// Its data key, 32 bytes.
    public let dataKey: SecretSlice

    /// The ancestor with this data key, whose name is computed.
    public init(dataKey: SecretSlice, isCutOff: Bool) {
        precondition(dataKey.count == 32)
        self.keyID = Ancestor.name(of: dataKey.bytes)
        self.dataKey = dataKey
        self.isCutOff = isCutOff
    }

    /// The name of the generation whose data key these 32 bytes are.
    static func name(of dataKey: RawSpan) -> [UInt8] {
        BLAKE2b.hash(RawSpan(), count: 16, personalisation: "leapp-v1-keyid", key: dataKey)
    }
}

extension Ancestor: Equatable {
    public static func == (left: Ancestor, right: Ancestor) -> Bool {
        left.keyID == right.keyID && left.isCutOff == right.isCutOff && left.dataKey.isEqual(to: right.dataKey)
    }
}

extension [Ancestor] {
    /// Writes the list as a payload has it, `gen`; the ancestors are ascending by name. It takes at most ``greatestSize`` bytes.
    public func encode(into writer: inout SecretWriter) {
        writer.cborMap(count: count)
        for ancestor in self {
            writer.cbor(bytes: ancestor.keyID)
            writer.cborArray(count: 2)
            writer.cbor(unsigned: ancestor.isCutOff ? 1 : 0)
            writer.cbor(bytes: ancestor.dataKey.bytes)
        }
    }

    /// What the encoding takes at most.
    public var greatestSize: Int { count * 56 + 9 }
}
