/// One question to AWS, with everything that is needed to ask it.
public struct AWSCall: Sendable {
    /// What is asked.
    public let operation: AWSOperation
    /// The region whose endpoint is asked and which a signature names, such as `eu-west-1`.
    public let region: String
    /// What shows that the call may be made.
    public let authorization: AWSAuthorization
    /// Endpoints, proxy, CA bundle, attempts.
    public let environment: AWSEnvironment
    /// How long all attempts may take together, in milliseconds.
    public let timeout: Int64
    /// How often it is tried at most, where that is less than `environment` says; 1 for a caller that paces itself.
    public let attempts: Int?

    /// A call of these parts; `timeout` is in milliseconds.
    public init(
        _ operation: AWSOperation, region: String, authorization: AWSAuthorization, environment: AWSEnvironment,
        timeout: Int64 = 30_000, attempts: Int? = nil
    ) {
        self.operation = operation
        self.region = region
        self.authorization = authorization
        self.environment = environment
        self.timeout = timeout
        self.attempts = attempts
    }

    /// A call that `credentials` sign; `timeout` is in milliseconds.
    public init(
        _ operation: AWSOperation, region: String, credentials: Credentials, environment: AWSEnvironment, timeout: Int64 = 30_000
    ) {
        self.init(
            operation, region: region, authorization: .signed(credentials), environment: environment, timeout: timeout)
    }

    /// What signs the request, where something does.
    public var credentials: Credentials? { authorization.credentials }
}
