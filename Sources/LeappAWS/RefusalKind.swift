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
