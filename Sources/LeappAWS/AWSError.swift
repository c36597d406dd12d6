public import LeappJSON

/// Why a question to AWS has no answer.
public enum AWSError: Error, Equatable, Sendable {
    /// AWS answered, and the answer is no.
    case refused(AWSRefusal)
    /// AWS asked to slow down at the last of `attempts` attempts, or for longer than the call may take.
    case throttled(AWSRefusal, attempts: Int)
    /// AWS failed inside (5xx) at the last of `attempts` attempts.
    case unavailable(AWSRefusal, attempts: Int)
    /// No answer came from `host`.
    case unreachable(host: String, fault: TransportFault)
    /// The call's time was over before an answer came; `milliseconds` is what it had.
    case deadlineExceeded(host: String, milliseconds: Int64)
    /// AWS does not take the time of this machine even after it was corrected; `seconds` is how far AWS is ahead.
    case clockSkew(seconds: Int64)
    /// `host` answered with HTTP status `status` what no AWS service answers.
    case badAnswer(host: String, status: Int, fault: AnswerFault)
    /// A setting cannot be used; `name` is the variable's name or `region`.
    case badSetting(name: String, fault: SettingFault)
    /// A parameter cannot be sent; `name` is AWS's name of it.
    case badParameter(name: String)
    /// The worker process did not do its part.
    case worker(WorkerFault)
    /// Whoever asked no longer waits.
    case cancelled
}

/// What AWS said when it refused.
public struct AWSRefusal: Error, Hashable, Sendable {
    /// AWS's own code, such as `AccessDenied` or OIDC's `invalid_grant`; `HTTP 503` where a failing server sent none,
    /// `SigninRefused` where the federation endpoint said no, which it does without a code.
    public let code: String
    /// The first line of AWS's own message, cut at 1,024 characters; what may follow it can quote the session token.
    public let message: String
    /// The HTTP status.
    public let status: Int
    /// What AWS's support asks for.
    public let requestID: String?
    /// How long AWS asked to wait, in milliseconds.
    public let retryAfter: Int64?

    /// A refusal of these parts; `retryAfter` is in milliseconds.
    public init(code: String, message: String, status: Int, requestID: String?, retryAfter: Int64? = nil) {
        self.code = code
        self.message = message
        self.status = status
        self.requestID = requestID
        self.retryAfter = retryAfter
    }

    /// What it means for the one who asked.
    public var kind: RefusalKind { RefusalKind(code: code, message: message, status: status) }

    /// Whether the request may have been carried out all the same: a server failed, and not because it was too busy to begin.
    var mayHaveBeenCarriedOut: Bool { status >= 500 && status != 503 }
}

/// What can go wrong between this machine and an endpoint.
public enum TransportFault: String, Error, Equatable, Sendable, CaseIterable {
    /// The name has no address.
    case nameNotFound
    /// Nothing listens there, or the network has no way to it.
    case notConnected
    /// The connection was not made in time.
    case connectTimeout
    /// The server's certificate is not trusted, or TLS could not be agreed on.
    case tls
    /// The CA bundle cannot be read.
    case caBundle
    /// The proxy refused or failed.
    case proxy
    /// The proxy asks for a user and password.
    case proxyAuthentication
    /// The connection ended before the whole answer came; the request may have been carried out.
    case answerLost
    /// The answer did not come in time; the request may have been carried out.
    case answerTimeout
    /// The answer is longer than 1 MiB.
    case answerTooLong
    /// The answer is not HTTP.
    case notHTTP

    /// Whether the request may have been carried out although no answer came.
    public var mayHaveBeenCarriedOut: Bool {
        switch self {
        case .nameNotFound, .notConnected, .connectTimeout, .tls, .caBundle, .proxy, .proxyAuthentication: false
        case .answerLost, .answerTimeout, .answerTooLong, .notHTTP: true
        }
    }

    /// Whether another attempt can succeed where this one did not.
    public var isPassing: Bool {
        switch self {
        case .nameNotFound, .notConnected, .connectTimeout, .answerLost, .answerTimeout: true
        case .tls, .caBundle, .proxy, .proxyAuthentication, .answerTooLong, .notHTTP: false
        }
    }
}

/// What can be wrong with an answer.
public enum AnswerFault: Error, Equatable, Sendable {
    /// Not well-formed XML, or beyond the limits of the parser.
    case xml(XMLFault)
    /// Not JSON, or beyond the limits of the reader.
    case json(JSONFault)
    /// An element or field is missing; its name.
    case missing(String)
    /// An element or field holds what it cannot; its name.
    case invalid(String)
    /// What a portal says of the account `id` lacks a field, or holds in it what it cannot; the field's name.
    case ofAccount(id: String, field: String)
    /// A redirection, which AWS never answers and which is not followed.
    case redirect
    /// Not what the service writes at all, such as a captive portal's page.
    case notAWS
}

/// What can be wrong with a setting.
public enum SettingFault: String, Error, Equatable, Sendable, CaseIterable {
    /// Not a URL of the form `http(s)://host[:port][/path]`.
    case notAURL
    /// A proxy that is itself spoken to by TLS, or a SOCKS one.
    case unsupportedProxy
    /// Not the name of a region.
    case notARegion
    /// Two settings that exclude each other, such as FIPS and an endpoint of one's own.
    case conflict
    /// Not a whole number of at least 1.
    case notANumber
}

/// What can go wrong with the worker process.
public enum WorkerFault: Error, Equatable, Sendable {
    /// It could not be started; the system's error number.
    case notStarted(errno: Int32)
    /// It ended while calls were waiting.
    case ended
    /// It did not answer in time and was ended.
    case silent
    /// What it said is not the worker's protocol; it was ended.
    case garbled
    /// The call is larger than a frame may be.
    case tooLarge
    /// It was stopped on purpose.
    case stopped
}
