import LeappAWS
import Testing

@Suite struct RefusalKindTests {
    @Test(arguments: [
        ("AccessDenied", "User: x is not authorized to perform: sts:AssumeRole", 403, RefusalKind.accessDenied),
        ("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ", 403, .multiFactorCode),
        (
            "AccessDenied", "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify", 403,
            .multiFactorDevice
        ),
        ("ExpiredToken", "The security token included in the request is expired", 403, .expiredCredentials),
        ("InvalidClientTokenId", "The security token included in the request is invalid", 403, .unknownCredentials),
        ("SignatureDoesNotMatch", "The request signature we calculated does not match", 403, .wrongSecret),
        ("SignatureDoesNotMatch", "Signature expired: 20261122T090500Z is now earlier than", 403, .clock),
        ("SignatureDoesNotMatch", "Signature not yet current: 20261122T090500Z is still later", 403, .clock),
        ("RequestExpired", "", 400, .clock), ("Throttling", "Rate exceeded", 400, .throttled), ("HTTP 429", "", 429, .throttled),
        ("SlowDown", "", 503, .throttled), ("HTTP 502", "", 502, .unavailable), ("ServiceUnavailable", "", 503, .unavailable),
        ("ValidationError", "1 validation error", 400, .invalidParameter), ("PackedPolicyTooLarge", "", 400, .tooLarge),
        ("RegionDisabledException", "", 403, .regionDisabled), ("Unheard", "", 400, .other),
    ])
    func everyCodeHasItsMeaning(_ code: String, message: String, status: Int, kind: RefusalKind) {
        #expect(AWSRefusal(code: code, message: message, status: status, requestID: nil).kind == kind)
    }
}
