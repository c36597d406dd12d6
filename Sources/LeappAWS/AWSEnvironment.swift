/// The settings that decide where AWS is asked and by which way: a chosen few environment variables, fixed once.
///
/// Values are kept as they were given and understood when they are used, as the SDKs do, so that a bad setting of a service
/// that nobody calls does no harm; `check()` understands all of them at once.
public struct AWSEnvironment: Hashable, Sendable {
    /// The names of all variables that are read.
    public static let names: [String] =
        [
            "AWS_ENDPOINT_URL", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_CA_BUNDLE", "AWS_MAX_ATTEMPTS",
            "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy",
            "NO_PROXY", "no_proxy",
        ] + AWSService.allCases.map(\.endpointVariable)

    /// What was set, by name; nothing empty, nothing that is not in ``names``.
    public let variables: [String: String]

    /// Keeps what it knows of `variables`; an empty value counts as none.
    public init(_ variables: [String: String]) {
        let known = Set(AWSEnvironment.names)
        self.variables = variables.filter { known.contains($0.key) && !$0.value.isEmpty }
    }

    /// The variables as they may be shown: without the users and passwords of proxies.
    public var shown: [String: String] {
        variables.mapValues { value in
            guard let at = value.lastIndex(of: "@") else { return value }
            let start = value.range(ofScheme: "://") ?? value.startIndex
            return start <= at ? value[..<start] + "***" + value[at...] : value
        }
    }

    /// The endpoint that the user set for `service`; nil where AWS's own is meant.
    public func endpoint(of service: AWSService) throws(AWSError) -> EndpointURL? {
        if flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") { return nil }
        for name in [service.endpointVariable, "AWS_ENDPOINT_URL"] {
            guard let value = variables[name] else { continue }
            guard let url = EndpointURL(parsing: value), url.user == nil else {
                throw .badSetting(name: name, fault: .notAURL)
            }
            return url
        }
        return nil
    }

    /// A file of certificates (PEM) to trust in place of the system's.
    public var caBundle: String? { variables["AWS_CA_BUNDLE"] }

    /// Whether endpoints with FIPS 140 modules are asked.
    public var usesFIPS: Bool { flag("AWS_USE_FIPS_ENDPOINT") }

    /// Whether endpoints that also have IPv6 addresses are asked.
    public var usesDualStack: Bool { flag("AWS_USE_DUALSTACK_ENDPOINT") }

    /// How often a call is tried at most, the first time included; 3 unless set, and never more than 10.
    public func maximumAttempts() throws(AWSError) -> Int {
        guard let value = variables["AWS_MAX_ATTEMPTS"] else { return 3 }
        guard let number = Int(value), number >= 1 else { throw .badSetting(name: "AWS_MAX_ATTEMPTS", fault: .notANumber) }
        return min(number, 10)
    }

    /// Understands every setting, and throws for the first that cannot be used.
    public func check() throws(AWSError) {
        for service in AWSService.allCases { _ = try endpoint(of: service) }
        _ = try maximumAttempts()
        for isSecure in [true, false] { _ = try ProxyRules(self).configured(secure: isSecure) }
        let overridden = try endpoint(of: .sts) != nil
        if overridden && usesFIPS { throw .badSetting(name: "AWS_USE_FIPS_ENDPOINT", fault: .conflict) }
        if overridden && usesDualStack { throw .badSetting(name: "AWS_USE_DUALSTACK_ENDPOINT", fault: .conflict) }
    }

    private func flag(_ name: String) -> Bool { variables[name]?.lowercased() == "true" }
}

/// The services whose endpoints can be set.
public enum AWSService: String, Hashable, Sendable, CaseIterable {
    case sts = "STS"
    case iam = "IAM"
    case sso = "SSO"
    case ssoOIDC = "SSO_OIDC"
    case s3 = "S3"
    case signIn = "SIGNIN"

    /// The variable that names the service's endpoint.
    public var endpointVariable: String { "AWS_ENDPOINT_URL_" + rawValue }
}

extension String {
    /// Where the text begins that follows the first `mark`.
    fileprivate func range(ofScheme mark: String) -> Index? {
        indices.first { self[$0...].hasPrefix(mark) }.map { index($0, offsetBy: mark.count) }
    }
}
