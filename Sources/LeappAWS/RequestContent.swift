import LeappBytes
import LeappCrypto
import LeappSigV4

/// What a request says: its query and its body.
struct RequestContent: Sendable {
    /// What follows the path, from the question mark on; empty where there is nothing to say.
    let query: String
    /// The body; empty where there is none.
    let body: SecretSlice
    /// What the body is, where there is one.
    let type: String?

    /// A body that is an HTML form.
    static func form(_ body: SecretSlice) -> RequestContent {
        RequestContent(query: "", body: body, type: "application/x-www-form-urlencoded; charset=utf-8")
    }

    /// A body that is JSON.
    static func json(_ body: SecretSlice) -> RequestContent { RequestContent(query: "", body: body, type: "application/json") }

    /// Names and values in the query; nothing of what is not there.
    static func query(_ items: [(name: String, value: String?)] = []) -> RequestContent {
        var query = ""
        for item in items {
            guard let value = item.value else { continue }
            query += (query.isEmpty ? "?" : "&") + "\(item.name)=\(PercentEncoding.encoded(Array(value.utf8)))"
        }
        return RequestContent(query: query, body: SecretSlice(copying: [UInt8]().rawSpan), type: nil)
    }
}

extension AWSOperation {
    /// What the request says, or which parameter cannot be sent.
    func content() throws(AWSError) -> RequestContent {
        switch self {
        case .getSessionToken(let parameters): .form(try parameters.form())
        case .getFederationToken(let parameters): .form(try parameters.form())
        case .assumeRole(let parameters): .form(try parameters.form())
        case .getCallerIdentity: .form(QueryForm(stsAction: "GetCallerIdentity").finish())
        case .registerClient(let parameters): .json(try parameters.body())
        case .startDeviceAuthorization(let parameters): .json(try parameters.body())
        case .createToken(let parameters): .json(try parameters.body())
        case .listAccounts(let parameters): .query(try parameters.page.items())
        case .listAccountRoles(let parameters): .query(try parameters.items())
        case .getRoleCredentials(let parameters): .query(try parameters.items())
        case .logout: .query()
        case .getSigninToken(let parameters): .form(try parameters.form())
        }
    }
}
