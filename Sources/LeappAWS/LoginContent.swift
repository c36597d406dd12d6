import LeappCrypto
import LeappJSON

extension RegisterClient {
    /// The body of the request.
    func body() throws(AWSError) -> SecretSlice {
        guard name.isOneLine(upTo: 256) else { throw .badParameter(name: "clientName") }
        guard (scopes + redirectURIs + [issuerURL].compactMap { $0 }).allSatisfy({ $0.isOneLine(upTo: 2048) }) else {
            throw .badParameter(name: issuerURL.map { $0.isOneLine(upTo: 2048) } == false ? "issuerUrl" : "scopes")
        }
        var json = JSONObjectWriter()
        json.add("clientName", name)
        json.add("clientType", "public")
        json.add("scopes", scopes)
        json.add("redirectUris", redirectURIs)
        json.add("grantTypes", grantTypes.map(\.rawValue))
        json.add("issuerUrl", issuerURL)
        return json.finish()
    }
}

extension StartDeviceAuthorization {
    /// The body of the request.
    func body() throws(AWSError) -> SecretSlice {
        guard startURL.isOneLine(upTo: 2048) else { throw .badParameter(name: "startUrl") }
        var json = JSONObjectWriter()
        try client.write(to: &json)
        json.add("startUrl", startURL)
        return json.finish()
    }
}

extension CreateToken {
    /// The body of the request.
    func body() throws(AWSError) -> SecretSlice {
        var json = JSONObjectWriter()
        try client.write(to: &json)
        json.add("grantType", grant.type.rawValue)
        switch grant {
        case .authorizationCode(let code):
            guard code.redirectURI.isOneLine(upTo: 2048) else { throw .badParameter(name: "redirectUri") }
            guard code.verifier.isPrintable(upTo: 128), code.verifier.count >= 43 else {
                throw .badParameter(name: "codeVerifier")
            }
            json.add("redirectUri", code.redirectURI)
            try json.add("code", printable: code.code)
            json.add("codeVerifier", secret: code.verifier)
        case .deviceCode(let code): try json.add("deviceCode", printable: code)
        case .refreshToken(let token): try json.add("refreshToken", printable: token)
        }
        return json.finish()
    }
}

extension CreateToken.Grant {
    /// AWS's name of the way.
    var type: GrantType {
        switch self {
        case .authorizationCode: .authorizationCode
        case .deviceCode: .deviceCode
        case .refreshToken: .refreshToken
        }
    }
}

extension OIDCClient {
    fileprivate func write(to json: inout JSONObjectWriter) throws(AWSError) {
        guard id.isOneLine(upTo: 2048) else { throw .badParameter(name: "clientId") }
        json.add("clientId", id)
        try json.add("clientSecret", printable: secret)
    }
}

extension JSONObjectWriter {
    /// Adds a secret that can be one of AWS's.
    fileprivate mutating func add(_ name: String, printable secret: SecretSlice) throws(AWSError) {
        guard secret.isPrintable(upTo: 65_536) else { throw .badParameter(name: name) }
        add(name, secret: secret)
    }
}
