import LeappBytes
import LeappCrypto
import LeappSigV4

/// A call with everything decided that does not change from attempt to attempt.
struct PreparedCall: Sendable {
    /// How the operation is written and read.
    let operation: STSOperation
    /// Where it is asked.
    let endpoint: Endpoint
    private let route: HTTPRoute
    private let body: SecretSlice
    private let digest: [UInt8]
    private let key: SigningKey

    /// Decides it, or says which setting or parameter cannot be used.
    init(_ call: AWSCall) throws(AWSError) {
        operation = call.operation.sts
        endpoint = try Endpoint.sts(region: call.region, environment: call.environment)
        route = HTTPRoute(proxy: try ProxyRules(call.environment).proxy(for: endpoint.url), caBundle: call.environment.caBundle)
        let credentials = call.credentials
        guard credentials.accessKeyID.isAccessKeyID else { throw .badParameter(name: "AccessKeyId") }
        guard credentials.secretAccessKey.count > 0 else { throw .badParameter(name: "SecretAccessKey") }
        if let token = credentials.sessionToken, !token.isPrintable(upTo: 65_536) { throw .badParameter(name: "SessionToken") }
        key = SigningKey(
            accessKeyID: credentials.accessKeyID, secret: credentials.secretAccessKey, sessionToken: credentials.sessionToken)
        let form = try call.operation.form()
        body = form
        digest = SHA256.digest(form.bytes)
    }

    /// The request as it is signed and sent at `time`.
    func request(at time: UTCTime, timeout: Int64) -> HTTPRequest {
        let path = endpoint.url.path + "/"
        let type = "application/x-www-form-urlencoded; charset=utf-8"
        let host = endpoint.url.hostHeader
        let signature = SigV4.sign(
            SigningRequest(
                method: "POST", path: path, headers: [SigningHeader("Host", host), SigningHeader("Content-Type", type)],
                payload: .sha256(digest)),
            key: key, scope: SigningScope(region: endpoint.signingRegion, service: "sts", time: time))
        return HTTPRequest(
            method: "POST", url: endpoint.url, path: path,
            headers: [
                HTTPHeader("Host", host), HTTPHeader("Content-Type", type), HTTPHeader("User-Agent", "leapp"),
                HTTPHeader("X-Amz-Date", signature.date), HTTPHeader("Authorization", signature.authorization),
            ],
            secretHeader: key.sessionToken.map { SecretHeader("X-Amz-Security-Token", $0) }, body: body, route: route,
            timeout: timeout)
    }
}
