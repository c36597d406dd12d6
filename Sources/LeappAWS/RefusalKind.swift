/// What a refusal means for the one who asked.
public enum RefusalKind: Equatable, Sendable {
    /// The caller may not do this (also: the role does not exist, or its trust policy says no).
    case accessDenied
    /// The MFA code is wrong, expired or was used before.
    case multiFactorCode
    /// The MFA device is not the caller's.
    case multiFactorDevice
    /// The session that signed is over.
    case expiredCredentials
    /// AWS does not know the access key, or its token does not belong to it.
    case unknownCredentials
    /// The secret does not belong to the access key.
    case wrongSecret
    /// The clocks are too far apart.
    case clock
    /// A parameter is not what the operation takes.
    case invalidParameter
    /// Policies and tags are too large together.
    case tooLarge
    /// STS is not activated in this region for the account.
    case regionDisabled
    /// The user has not yet agreed to the sign-in; the caller asks again after the interval.
    case authorizationPending
    /// Polled too fast; the caller waits five seconds longer from now on (RFC 8628 section 3.5).
    case slowDown
    /// The user, or the portal, said no to the sign-in.
    case authorizationDenied
    /// The device code or authorization code is too old.
    case authorizationExpired
    /// The code or refresh token is worth nothing, or not any more: the portal session is over.
    case sessionOver
    /// The client's registration has expired, or AWS does not know it.
    case clientExpired
    /// The client may not sign in this way.
    case grantRefused
    /// The portal's access token has expired or was revoked.
    case tokenExpired
    /// The portal does not offer this account or role to the user, or not any more.
    case notAssigned
    /// The federation endpoint does not take the credentials.
    case signinRefused
    /// Asked too often.
    case throttled
    /// AWS failed inside.
    case unavailable
    /// Anything else.
    case other

    /// The meaning of AWS's answer.
    public init(code: String, message: String, status: Int) {
        if RefusalKind.throttlingCodes.contains(code) || status == 429 {
            self = .throttled
        } else if RefusalKind.passingCodes.contains(code) || status >= 500 {
            self = .unavailable
        } else if RefusalKind.isAboutTime(code: code, message: message) {
            self = .clock
        } else if let known = RefusalKind.byCode[code] {
            self = known == .accessDenied ? RefusalKind.denial(message) : known
        } else {
            self = .other
        }
    }

    /// AWS says which part of the MFA failed in words only.
    private static func denial(_ message: String) -> RefusalKind {
        guard message.hasPrefix("MultiFactorAuthentication failed") else { return .accessDenied }
        return message.contains("invalid MFA one time pass code") ? .multiFactorCode : .multiFactorDevice
    }

    /// STS says with the code of a wrong signature that the time is wrong; only its words tell.
    private static func isAboutTime(code: String, message: String) -> Bool {
        if clockCodes.contains(code) { return true }
        guard code == "SignatureDoesNotMatch" || code == "InvalidSignatureException" else { return false }
        return message.hasPrefix("Signature expired") || message.hasPrefix("Signature not yet current")
    }

    private static let byCode: [String: RefusalKind] = [
        "AccessDenied": .accessDenied,
        "AccessDeniedException": .accessDenied,
        "UnauthorizedOperation": .accessDenied,
        "ExpiredToken": .expiredCredentials,
        "ExpiredTokenException": .expiredCredentials,
        "InvalidClientTokenId": .unknownCredentials,
        "UnrecognizedClientException": .unknownCredentials,
        "InvalidAccessKeyId": .unknownCredentials,
        "InvalidToken": .unknownCredentials,
        "SignatureDoesNotMatch": .wrongSecret,
        "InvalidSignatureException": .wrongSecret,
        "ValidationError": .invalidParameter,
        "InvalidParameterValue": .invalidParameter,
        "MalformedPolicyDocument": .invalidParameter,
        "PackedPolicyTooLarge": .tooLarge,
        "RegionDisabledException": .regionDisabled,
        "authorization_pending": .authorizationPending,
        "slow_down": .slowDown,
        "access_denied": .authorizationDenied,
        "expired_token": .authorizationExpired,
        "invalid_grant": .sessionOver,
        "invalid_client": .clientExpired,
        "unauthorized_client": .grantRefused,
        "unsupported_grant_type": .grantRefused,
        "invalid_request": .invalidParameter,
        "invalid_scope": .invalidParameter,
        "invalid_client_metadata": .invalidParameter,
        "invalid_redirect_uri": .invalidParameter,
        "InvalidRequestException": .invalidParameter,
        "UnauthorizedException": .tokenExpired,
        "ForbiddenException": .notAssigned,
        "ResourceNotFoundException": .notAssigned,
        "SigninRefused": .signinRefused,
    ]

    /// Codes that ask to slow down, as the SDKs' standard retry mode lists them.
    private static let throttlingCodes: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "SlowDown", "PriorRequestNotComplete",
        "EC2ThrottledException",
    ]

    /// Codes of failures that pass, whatever the status.
    private static let passingCodes: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure", "ServiceUnavailable",
    ]

    private static let clockCodes: Set<String> = ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"]
}
