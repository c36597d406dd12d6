import LeappCrypto
import LeappJSON

/// A query's names and values.
typealias QueryItems = [(name: String, value: String?)]

extension ListPage {
    /// The part of a query that names the page.
    func items() throws(AWSError) -> QueryItems {
        guard (1...ListPage.limit).contains(size) else { throw .badParameter(name: "max_result") }
        return [("max_result", String(size)), ("next_token", token)]
    }
}

extension ListAccountRoles {
    /// The query of the request.
    func items() throws(AWSError) -> QueryItems {
        guard accountID.isAccountID else { throw .badParameter(name: "account_id") }
        return [("account_id", accountID)] + (try page.items())
    }
}

extension GetRoleCredentials {
    /// The query of the request.
    func items() throws(AWSError) -> QueryItems {
        guard accountID.isAccountID else { throw .badParameter(name: "account_id") }
        guard roleName.isOneLine(upTo: 128) else { throw .badParameter(name: "role_name") }
        return [("role_name", roleName), ("account_id", accountID)]
    }
}

extension GetSigninToken {
    /// The body of the request: the credentials in it, and not in a URL, which proxies and servers write down.
    func form() throws(AWSError) -> SecretSlice {
        guard credentials.accessKeyID.isAccessKeyID else { throw .badParameter(name: "AccessKeyId") }
        guard credentials.secretAccessKey.isPrintable(upTo: 256) else { throw .badParameter(name: "SecretAccessKey") }
        guard let token = credentials.sessionToken, token.isPrintable(upTo: 65_536) else {
            throw .badParameter(name: "SessionToken")
        }
        if let durationSeconds, !GetSigninToken.durations.contains(durationSeconds) {
            throw .badParameter(name: "SessionDuration")
        }
        var session = JSONObjectWriter()
        session.add("sessionId", credentials.accessKeyID)
        session.add("sessionKey", secret: credentials.secretAccessKey)
        session.add("sessionToken", secret: token)
        var form = QueryForm(action: "getSigninToken")
        form.add("SessionDuration", durationSeconds)
        form.add("Session", secret: session.finish())
        return form.finish()
    }
}
