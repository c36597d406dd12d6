import LeappCrypto

@testable import LeappAWS

/// The operations of STS, by what their answers are read for.
enum STSAction: String, CaseIterable {
    case getSessionToken = "GetSessionToken"
    case getFederationToken = "GetFederationToken"
    case assumeRole = "AssumeRole"
    case getCallerIdentity = "GetCallerIdentity"

    enum Answer {
        case credentials(Credentials)
        case identity(CallerIdentity)
    }

    func answer(_ body: SecretSlice) throws(AnswerFault) -> Answer {
        switch self {
        case .getSessionToken, .getFederationToken, .assumeRole:
            .credentials(try STSAnswer(rawValue, body, wanted: STSAnswer.credentialNames).credentials())
        case .getCallerIdentity: .identity(try STSAnswer(rawValue, body, wanted: STSAnswer.identityNames).identity())
        }
    }
}

extension AWSRefusal {
    /// An answer of STS with this status.
    init?(sts status: Int, _ body: SecretSlice) {
        self.init(HTTPResponse(status: status, headers: [], body: body), of: .sts, retryAfter: nil)
    }
}
