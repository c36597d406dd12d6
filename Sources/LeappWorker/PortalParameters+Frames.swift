import LeappAWS
import LeappCBOR
import LeappCrypto

extension ListPage {
    /// Appends the mark and the size.
    func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 2)
        writer.cbor(optional: token)
        writer.cbor(integer: Int64(size))
    }

    /// Reads the mark and the size.
    init(reading reader: inout CBORReader) throws(CBORError) {
        try reader.array(of: 2)
        self.init(token: try reader.optionalText(), size: Int(try reader.integer()))
    }
}

extension ListAccountRoles {
    /// Appends the parameters.
    func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 2)
        writer.cbor(text: accountID)
        page.encode(into: &writer)
    }

    /// Reads the parameters.
    init(reading reader: inout CBORReader) throws(CBORError) {
        try reader.array(of: 2)
        self.init(accountID: try reader.text(), page: try ListPage(reading: &reader))
    }
}

extension GetSigninToken {
    /// Appends the parameters.
    func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 2)
        credentials.encode(into: &writer)
        writer.cbor(optional: durationSeconds.map(Int64.init))
    }

    /// Reads the parameters; secrets stay where they are in `frame`.
    init(reading reader: inout CBORReader, in frame: SecretArena) throws(CBORError) {
        try reader.array(of: 2)
        self.init(
            credentials: try Credentials(reading: &reader, in: frame), durationSeconds: try reader.optionalInteger().map(Int.init)
        )
    }
}
