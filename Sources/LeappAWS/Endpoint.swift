/// Where a service is asked, and what the signature says of it.
public struct Endpoint: Hashable, Sendable {
    /// The address.
    public let url: EndpointURL
    /// The region that the signature names.
    public let signingRegion: String

    /// The endpoint of STS for `region`: the regional one, unless `environment` names another.
    public static func sts(region: String, environment: AWSEnvironment) throws(AWSError) -> Endpoint {
        try of(.sts, region: region, environment: environment)
    }

    /// The endpoint of `service` for `region`: the regional one, unless `environment` names another.
    static func of(_ service: ServiceRow, region: String, environment: AWSEnvironment) throws(AWSError) -> Endpoint {
        guard isRegion(region) else { throw .badSetting(name: "region", fault: .notARegion) }
        let signingRegion = region == "aws-global" ? "us-east-1" : region
        if let url = try environment.endpoint(of: service.service) {
            if environment.usesFIPS { throw .badSetting(name: "AWS_USE_FIPS_ENDPOINT", fault: .conflict) }
            if environment.usesDualStack { throw .badSetting(name: "AWS_USE_DUALSTACK_ENDPOINT", fault: .conflict) }
            return Endpoint(url: url, signingRegion: signingRegion)
        }
        let host =
            switch service.hosts {
            case .regional(let prefix): regionalHost(prefix, region, signingRegion, environment)
            case .signIn: signInHost(signingRegion, environment)
            }
        return Endpoint(url: EndpointURL(host: host), signingRegion: signingRegion)
    }

    /// The rules that STS, OIDC and the portal have in common (the SDKs' endpoint rule sets).
    private static func regionalHost(
        _ prefix: String, _ region: String, _ signingRegion: String, _ environment: AWSEnvironment
    ) -> String {
        let partition = Partition.of(region: region)
        let domain = environment.usesDualStack ? partition.dualStackDomain : partition.domain
        if environment.usesFIPS {
            // GovCloud's ordinary endpoints are the FIPS ones.
            let isOrdinary = partition.name == "aws-us-gov" && !environment.usesDualStack
            return "\(prefix)\(isOrdinary ? "" : "-fips").\(signingRegion).\(domain)"
        }
        if region == "aws-global" && prefix == "sts" && !environment.usesDualStack { return "sts.amazonaws.com" }
        return "\(prefix).\(signingRegion).\(domain)"
    }

    /// The rules of AWS Sign-In.
    private static func signInHost(_ region: String, _ environment: AWSEnvironment) -> String {
        let partition = Partition.of(region: region)
        switch (environment.usesFIPS, environment.usesDualStack) {
        case (false, false): return "\(region).signin.\(partition.consoleDomain)"
        case (true, false) where region == "us-gov-west-1": return "signin-fips.\(partition.consoleDomain)"
        case (true, false) where partition.name == "aws-us-gov": return "\(region).signin-fips.\(partition.consoleDomain)"
        case (true, false): return "signin-fips.\(region).\(partition.domain)"
        case (let isFIPS, true): return "signin\(isFIPS ? "-fips" : "").\(region).\(partition.dualStackDomain)"
        }
    }

    /// Whether `region` can be a label of a host's name, so that no region can name another host.
    static func isRegion(_ region: String) -> Bool {
        (1...63).contains(region.utf8.count) && !region.hasPrefix("-") && !region.hasSuffix("-")
            && region.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }
}
