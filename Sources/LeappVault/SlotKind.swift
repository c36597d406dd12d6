import LeappBytes
import LeappCBOR

/// What opens a keyslot, with its public parameters (spec/format.md section 4).
public enum SlotKind: Sendable, Equatable {
    /// A passphrase, and where `needsSecondSecret` a secret that is kept on the device.
    case passphrase(KDFParameters, salt: [UInt8], needsSecondSecret: Bool)
    /// The printed recovery code.
    case recovery(salt: [UInt8])
    /// An X25519 key of one device.
    case device(ephemeralKey: [UInt8])
    /// 32 bytes that a keychain, TPM or token gives out.
    case external(provider: String, opaque: [UInt8])
    /// A type of a later program, kept as it is; `parameters` is a CBOR map.
    case unknown(type: UInt8, parameters: [UInt8])

    /// The number of the type in the file.
    public var type: UInt8 {
        switch self {
        case .passphrase: 1
        case .recovery: 2
        case .device: 3
        case .external: 4
        case .unknown(let type, _): type
        }
    }

    /// The parameters as CBOR, byte for byte as they lie in the header.
    var encodedParameters: [UInt8] {
        var bytes: [UInt8] = []
        switch self {
        case .passphrase(let kdf, let salt, let needsSecondSecret):
            bytes.cborMap(count: needsSecondSecret ? 5 : 4)
            bytes.cbor(unsigned: 1)
            bytes.cbor(unsigned: 1)
            bytes.cbor(unsigned: 2)
            bytes.cbor(unsigned: UInt64(kdf.memory))
            bytes.cbor(unsigned: 3)
            bytes.cbor(unsigned: UInt64(kdf.passes))
            bytes.cbor(unsigned: 4)
            bytes.cbor(bytes: salt)
            if needsSecondSecret {
                bytes.cbor(unsigned: 5)
                bytes.cbor(bool: true)
            }
        case .recovery(let salt):
            bytes.cborMap(count: 1)
            bytes.cbor(unsigned: 4)
            bytes.cbor(bytes: salt)
        case .device(let ephemeralKey):
            bytes.cborMap(count: 1)
            bytes.cbor(unsigned: 1)
            bytes.cbor(bytes: ephemeralKey)
        case .external(let provider, let opaque):
            bytes.cborMap(count: 2)
            bytes.cbor(unsigned: 1)
            bytes.cbor(text: provider)
            bytes.cbor(unsigned: 2)
            bytes.cbor(bytes: opaque)
        case .unknown(_, let parameters): bytes = parameters
        }
        return bytes
    }

    /// Reads the parameters of a slot of `type`; `parameters` was found to be a lawful item.
    init(type: UInt8, parsing parameters: RawSpan) throws(HeaderFault) {
        var fields = HeaderFields(parameters)
        let count = try fields.begin()
        switch type {
        case 1:
            try fields.expect(1, of: count)
            let algorithm = try fields.unsigned()
            guard algorithm == 1 else { throw .kdfAlgorithm(algorithm) }
            try fields.expect(2, of: count)
            let memory = try fields.unsigned()
            try fields.expect(3, of: count)
            let passes = try fields.unsigned()
            try fields.expect(4, of: count)
            let salt = try fields.bytes(16)
            let needsSecondSecret = try fields.flag(5, of: count)
            self = .passphrase(
                KDFParameters(memory: Int(memory), passes: Int(passes)), salt: salt, needsSecondSecret: needsSecondSecret)
        case 2:
            try fields.expect(4, of: count)
            self = .recovery(salt: try fields.bytes(16))
        case 3:
            try fields.expect(1, of: count)
            self = .device(ephemeralKey: try fields.bytes(32))
        case 4:
            try fields.expect(1, of: count)
            let provider = try fields.text()
            try fields.expect(2, of: count)
            self = .external(provider: provider, opaque: try fields.bytes())
        default:
            self = .unknown(type: type, parameters: Array(parameters))
            return
        }
        try fields.finish(count)
    }
}
