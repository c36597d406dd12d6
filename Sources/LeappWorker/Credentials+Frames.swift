import LeappAWS
import LeappCBOR
import LeappCrypto

extension Credentials {
    /// Appends the five parts.
    func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 5)
        writer.cbor(text: accessKeyID)
        writer.cbor(bytes: secretAccessKey.bytes)
        writer.cbor(optional: sessionToken)
        writer.cbor(optional: expiration)
        writer.cbor(optional: accountID)
    }

    /// Reads the five parts; the secrets stay where they are in `frame`.
    init(reading reader: inout CBORReader, in frame: SecretArena) throws(CBORError) {
        try reader.array(of: 5)
        self.init(
            accessKeyID: try reader.text(), secretAccessKey: try reader.secret(in: frame),
            sessionToken: try reader.optionalSecret(in: frame), expiration: try reader.optionalInteger(),
            accountID: try reader.optionalText())
    }
}
