public import LeappAWS

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension AWSError {
    /// What happened and what to do next, in one line.
    public var words: String {
        switch self {
        case .refused(let refusal): "AWS refused: \(refusal.words)"
        case .throttled(let refusal, let attempts):
            "AWS asked for fewer requests\(AWSError.after(attempts)): \(refusal.words); wait a little, then try again"
        case .unavailable(let refusal, let attempts):
            "AWS failed\(AWSError.after(attempts)): \(refusal.words); try again later"
        case .unreachable(let host, let fault): "\(host): \(fault.words)"
        case .deadlineExceeded(let host, let milliseconds):
            "\(host): no answer within \((milliseconds + 500) / 1000) s; check the network, then try again"
        case .clockSkew(let seconds):
            "this machine's clock is \(abs(seconds)) s \(seconds > 0 ? "behind" : "ahead of") AWS's; set it right, then try again"
        case .badAnswer(let host, _, .ofAccount(let id, let field)):
            "\(host): the \(field) that it lists for account \(id) is none that AWS has; check endpoint and proxy settings"
        case .badAnswer(let host, let status, _):
            "\(host): its answer (HTTP \(status)) is not AWS's; check endpoint and proxy settings"
        case .badSetting(let name, let fault): "\(name): \(fault.words)"
        case .badParameter(let name): "\(name): this value cannot be sent to AWS; change it in the vault"
        case .worker(let fault): "leapp's network process \(fault.words)"
        case .cancelled: "the request was given up"
        }
    }

    private static func after(_ attempts: Int) -> String { attempts == 1 ? "" : ", after \(attempts) attempts" }
}

extension AWSRefusal {
    /// AWS's own code and message, and what to do about the frequent ones.
    var words: String {
        let said = message.isEmpty ? code : "\(code): \(message)"
        guard let advice = kind.advice else { return said }
        return "\(said) — \(advice)"
    }
}

extension RefusalKind {
    fileprivate var advice: String? {
        switch self {
        case .multiFactorCode: "wait for the device's next code, a code works once"
        case .multiFactorDevice: "check the session's MFA serial number"
        case .expiredCredentials: "the parent's credentials have ended; try again"
        case .unknownCredentials: "the access key was deleted or deactivated"
        case .wrongSecret: "the secret key does not belong to the access key"
        case .regionDisabled: "the region is not enabled in this account"
        case .authorizationPending: "agree to the sign-in in the browser"
        case .slowDown: "wait a little, then try again"
        case .authorizationDenied: "run `leapp sso login NAME` again, and agree in the browser"
        case .authorizationExpired: "the code is too old; run `leapp sso login NAME` again"
        case .sessionOver, .tokenExpired: "the sign-in at the portal is over; run `leapp sso login NAME`"
        case .clientExpired: "leapp's registration at the portal has expired; run `leapp sso login NAME`"
        case .grantRefused: "the portal does not take this way to sign in; run `leapp sso login NAME --device-code`"
        case .notAssigned: "the portal does not offer it, or not any more; run `leapp sso sync NAME`"
        case .signinRefused:
            "only temporary credentials that have not ended open the console, and only as a role that a user's own keys assumed does it take --duration"
        case .accessDenied, .clock, .invalidParameter, .tooLarge, .throttled, .unavailable, .other: nil
        }
    }
}

extension TransportFault {
    fileprivate var words: String {
        switch self {
        case .nameNotFound: "the name is not found; check the network and the region"
        case .notConnected: "no connection; check the network"
        case .connectTimeout: "no connection in time; check network and proxy"
        case .tls: "the server's certificate is not trusted; check AWS_CA_BUNDLE, or who is in between"
        case .caBundle: "AWS_CA_BUNDLE cannot be read as certificates"
        case .proxy: "the proxy refused the connection"
        case .proxyAuthentication: "the proxy wants another name and password"
        case .answerLost: "the connection broke before the answer came; try again"
        case .answerTimeout: "connected, but no answer in time; try again"
        case .answerTooLong: "the answer is longer than any of AWS's; check endpoint and proxy settings"
        case .notHTTP: "the answer is not HTTP; check endpoint and proxy settings"
        }
    }
}

extension SettingFault {
    fileprivate var words: String {
        switch self {
        case .notAURL: "not an http or https address"
        case .unsupportedProxy: "only http proxies are supported"
        case .notARegion: "not the name of a region"
        case .conflict: "contradicts another setting"
        case .notANumber: "not a number"
        }
    }
}

extension WorkerFault {
    fileprivate var words: String {
        switch self {
        case .notStarted(let code): "could not be started: \(unsafe String(cString: strerror(code)))"
        case .ended: "ended unexpectedly; try again"
        case .silent: "did not answer in time; try again"
        case .garbled: "answered something else; try again"
        case .tooLarge: "was asked for more than it can take"
        case .stopped: "was ended by a lock"
        }
    }
}
