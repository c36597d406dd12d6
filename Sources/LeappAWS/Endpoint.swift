/// Where a service is asked, and what the signature says of it.
public struct Endpoint: Hashable, Sendable {
    /// The address.
    public let url: EndpointURL
    /// The region that the signature names.
    public let signingRegion: String

    /// The endpoint of STS for `region`: the regional one, unless `environment` names another.
    public static func sts(region: String, environment: AWSEnvironment) throws(AWSError) -> Endpoint {
        guard isRegion(region) else { throw .badSetting(name: "region", fault: .notARegion) }
        let signingRegion = region == "aws-global" ? "us-east-1" : region
        if let url = try environment.endpoint(of: .sts) {
            if environment.usesFIPS { throw .badSetting(name: "AWS_USE_FIPS_ENDPOINT", fault: .conflict) }
            if environment.usesDualStack { throw .badSetting(name: "AWS_USE_DUALSTACK_ENDPOINT", fault: .conflict) }
            return Endpoint(url: url, signingRegion: signingRegion)
        }
        let partition = Partition.of(region: region)
        let domain = environment.usesDualStack ? partition.dualStackDomain : partition.domain
        let host =
            if environment.usesFIPS {
                // GovCloud's ordinary endpoints are the FIPS ones.
                partition.name == "aws-us-gov" && !environment.usesDualStack
                    ? "sts.\(signingRegion).\(domain)" : "sts-fips.\(signingRegion).\(domain)"
            } else if region == "aws-global" && !environment.usesDualStack {
                "sts.amazonaws.com"
            } else {
                "sts.\(signingRegion).\(domain)"
            }
        return Endpoint(url: EndpointURL(host: host), signingRegion: signingRegion)
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
