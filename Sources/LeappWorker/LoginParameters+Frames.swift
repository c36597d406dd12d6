import LeappAWS
import LeappBytes
import LeappCBOR
import LeappCrypto

extension RegisterClient {
    /// Appends the parameters.
    func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 5)
        writer.cbor(text: name)
        writer.cbor(texts: scopes)
        writer.cbor(texts: grantTypes.map(\.rawValue))
        writer.cbor(texts: redirectURIs)
        writer.cbor(optional: issuerURL)
    }

    /// Reads the parameters.
    init(reading reader: inout CBORReader) throws(CBORError) {
        try reader.array(of: 5)
        self.init(name: try reader.text())
        scopes = try reader.texts()
        let start = reader.offset
        grantTypes = []
        for text in try reader.texts() {
            guard let type = GrantType(rawValue: text) else { throw .unexpected(at: start, found: .text) }
            grantTypes.append(type)
        }
        redirectURIs = try reader.texts()
        issuerURL = try reader.optionalText()
    }
}

extension OIDCClient {
    /// Appends both halves.
    func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 2)
        writer.cbor(text: id)
        writer.cbor(bytes: secret.bytes)
    }

    /// Reads both halves; the secret one stays where it is in `frame`.
    init(reading reader: inout CBORReader, in frame: SecretArena) throws(CBORError) {
        try reader.array(of: 2)
        self.init(id: try reader.text(), secret: try reader.secret(in: frame))
    }
}

extension StartDeviceAuthorization {
    /// Appends the parameters.
    func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 2)
        client.encode(into: &writer)
        writer.cbor(text: startURL)
    }

    /// Reads the parameters; the secret stays where it is in `frame`.
    init(reading reader: inout CBORReader, in frame: SecretArena) throws(CBORError) {
        try reader.array(of: 2)
        self.init(client: try OIDCClient(reading: &reader, in: frame), startURL: try reader.text())
    }
}

extension CreateToken {
    /// Appends the client, the grant's number and its parts.
    func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 3)
        client.encode(into: &writer)
        switch grant {
        case .authorizationCode(let code):
            writer.cbor(unsigned: 0)
            writer.cborArray(count: 3)
            writer.cbor(bytes: code.code.bytes)
            writer.cbor(bytes: code.verifier.bytes)
            writer.cbor(text: code.redirectURI)
        case .deviceCode(let code):
            writer.cbor(unsigned: 1)
            writer.cbor(bytes: code.bytes)
        case .refreshToken(let token):
            writer.cbor(unsigned: 2)
            writer.cbor(bytes: token.bytes)
        }
    }

    /// Reads the client and the grant; secrets stay where they are in `frame`.
    init(reading reader: inout CBORReader, in frame: SecretArena) throws(CBORError) {
        try reader.array(of: 3)
        let client = try OIDCClient(reading: &reader, in: frame)
        let start = reader.offset
        let grant: Grant
        switch try reader.unsigned() {
        case 0:
            try reader.array(of: 3)
            grant = .authorizationCode(
                AuthorizationCode(
                    code: try reader.secret(in: frame), verifier: try reader.secret(in: frame), redirectURI: try reader.text()))
        case 1: grant = .deviceCode(try reader.secret(in: frame))
        case 2: grant = .refreshToken(try reader.secret(in: frame))
        default: throw .unexpected(at: start, found: .unsigned)
        }
        self.init(client: client, grant: grant)
    }
}
