/// One question to AWS, with everything that is needed to ask it.
public struct AWSCall: Sendable {
    /// What is asked.
    public let operation: AWSOperation
    /// The region whose endpoint is asked and which the signature names, such as `eu-west-1`.
    public let region: String
    /// What signs the request.
    public let credentials: Credentials
    /// Endpoints, proxy, CA bundle, attempts.
    public let environment: AWSEnvironment
    /// How long all attempts may take together, in milliseconds.
    public let timeout: Int64

    /// A call of these parts; `timeout` is in milliseconds.
    public init(
        _ operation: AWSOperation, region: String, credentials: Credentials, environment: AWSEnvironment, timeout: Int64 = 30_000
    ) {
        self.operation = operation
        self.region = region
        self.credentials = credentials
        self.environment = environment
        self.timeout = timeout
    }
}

/// The operations that leapp calls, each with its own parameters.
public enum AWSOperation: Sendable {
    /// Temporary credentials of an IAM user (STS GetSessionToken).
    case getSessionToken(GetSessionToken)
    /// Temporary credentials of a role (STS AssumeRole).
    case assumeRole(AssumeRole)
    /// Whose credentials these are (STS GetCallerIdentity).
    case getCallerIdentity

    /// The code of an MFA device, where the operation carries one. A code works once, so that a lost answer is not asked for again.
    public var multiFactor: MultiFactor? {
        switch self {
        case .getSessionToken(let parameters): parameters.multiFactor
        case .assumeRole(let parameters): parameters.multiFactor
        case .getCallerIdentity: nil
        }
    }
}
