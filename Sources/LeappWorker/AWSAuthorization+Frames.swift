import LeappAWS
import LeappCBOR
import LeappCrypto

extension AWSAuthorization {
    /// Appends a number and what belongs to it.
    func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 2)
        switch self {
        case .signed(let credentials):
            writer.cbor(unsigned: 0)
            credentials.encode(into: &writer)
        case .bearer(let token):
            writer.cbor(unsigned: 1)
            writer.cbor(bytes: token.bytes)
        case .none:
            writer.cbor(unsigned: 2)
            writer.cborNull()
        }
    }

    /// Reads what was appended; secrets stay where they are in `frame`.
    init(reading reader: inout CBORReader, in frame: SecretArena) throws(CBORError) {
        try reader.array(of: 2)
        let start = reader.offset
        switch try reader.unsigned() {
        case 0: self = .signed(try Credentials(reading: &reader, in: frame))
        case 1: self = .bearer(try reader.secret(in: frame))
        case 2:
            try reader.null()
            self = .none
        default: throw .unexpected(at: start, found: .unsigned)
        }
    }
}
