import LeappBytes
import LeappCrypto
import LeappSigV4

/// A call with everything decided that does not change from attempt to attempt.
struct PreparedCall: Sendable {
    /// What is asked.
    let operation: AWSOperation
    /// How it is asked.
    let row: OperationRow
    /// Where it is asked.
    let endpoint: Endpoint
    private let route: HTTPRoute
    private let content: RequestContent
    private let pass: Pass

    /// What lets a request in.
    private enum Pass: Sendable {
        /// A signature with this key for the service of this name.
        case signature(SigningKey, service: String, digest: [UInt8])
        /// A header.
        case header(SecretHeader)
        /// Nothing.
        case nothing
    }

    /// Decides it, or says which setting or parameter cannot be used.
    init(_ call: AWSCall) throws(AWSError) {
        operation = call.operation
        row = operation.row
        endpoint = try Endpoint.of(row.service, region: call.region, environment: call.environment)
        route = HTTPRoute(proxy: try ProxyRules(call.environment).proxy(for: endpoint.url), caBundle: call.environment.caBundle)
        content = try operation.content()
        pass = try PreparedCall.pass(row.service.needs, call.authorization, body: content.body)
    }

    private static func pass(
        _ need: ServiceRow.Need, _ authorization: AWSAuthorization, body: SecretSlice
    ) throws(AWSError) -> Pass {
        switch (need, authorization) {
        case (.signature(let service), .signed(let credentials)):
            guard credentials.accessKeyID.isAccessKeyID else { throw .badParameter(name: "AccessKeyId") }
            guard credentials.secretAccessKey.count > 0 else { throw .badParameter(name: "SecretAccessKey") }
            if let token = credentials.sessionToken, !token.isPrintable(upTo: 65_536) {
                throw .badParameter(name: "SessionToken")
            }
            let key = SigningKey(
                accessKeyID: credentials.accessKeyID, secret: credentials.secretAccessKey, sessionToken: credentials.sessionToken)
            return .signature(key, service: service, digest: SHA256.digest(body.bytes))
        case (.bearer(let header), .bearer(let token)):
            guard token.isPrintable(upTo: 65_536) else { throw .badParameter(name: "accessToken") }
            return .header(SecretHeader(header, token))
        case (.nothing, .none): return .nothing
        case (.signature, .bearer), (.signature, .none), (.bearer, .signed), (.bearer, .none), (.nothing, .signed),
            (.nothing, .bearer):
            throw .badParameter(name: "authorization")
        }
    }

    /// The request as it is sent at `time`.
    func request(at time: UTCTime, timeout: Int64) -> HTTPRequest {
        let path = endpoint.url.path + row.path
        var headers = [HTTPHeader("Host", endpoint.url.hostHeader), HTTPHeader("User-Agent", "leapp")]
        if let type = content.type { headers.append(HTTPHeader("Content-Type", type)) }
        var secretHeader: SecretHeader?
        switch pass {
        case .signature(let key, let service, let digest):
            let signed = headers.filter { $0.name != "User-Agent" }.map { SigningHeader($0.name, $0.value) }
            let signature = SigV4.sign(
                SigningRequest(method: row.method, path: path, headers: signed, payload: .sha256(digest)), key: key,
                scope: SigningScope(region: endpoint.signingRegion, service: service, time: time))
            headers.append(HTTPHeader("X-Amz-Date", signature.date))
            headers.append(HTTPHeader("Authorization", signature.authorization))
            secretHeader = key.sessionToken.map { SecretHeader("X-Amz-Security-Token", $0) }
        case .header(let header): secretHeader = header
        case .nothing: break
        }
        return HTTPRequest(
            method: row.method, url: endpoint.url, path: path + content.query, headers: headers, secretHeader: secretHeader,
            body: content.body, route: route, timeout: timeout)
    }
}
