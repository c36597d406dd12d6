import LeappCrypto

extension AWSOperation {
    /// Reads an answer with status 200.
    func answer(_ body: SecretSlice) throws(AnswerFault) -> AWSAnswer {
        switch self {
        case .getSessionToken, .getFederationToken, .assumeRole:
            let answer = try STSAnswer(row.name, body, wanted: STSAnswer.credentialNames)
            return .credentials(try answer.credentials())
        case .getCallerIdentity:
            let answer = try STSAnswer(row.name, body, wanted: STSAnswer.identityNames)
            return .identity(try answer.identity())
        case .registerClient: return .clientRegistration(try ClientRegistration(JSONFields(body)))
        case .startDeviceAuthorization: return .deviceAuthorization(try DeviceAuthorization(JSONFields(body)))
        case .createToken: return .portalTokens(try PortalTokens(JSONFields(body)))
        case .listAccounts: return .accounts(try AccountPage(JSONFields(body)))
        case .listAccountRoles(let asked): return .roles(try RolePage(JSONFields(body), accountID: asked.accountID))
        case .getRoleCredentials(let asked): return .credentials(try Credentials(JSONFields(body), accountID: asked.accountID))
        case .logout:
            guard body.count == 0 || (try? JSONFields(body)) != nil else { throw .notAWS }
            return .loggedOut
        case .getSigninToken: return .signinToken(try JSONFields(body).secret("SigninToken", limit: 16_384))
        }
    }
}
