/// A part of AWS with accounts, regions and domain names of its own.
public struct Partition: Hashable, Sendable {
    /// Its name, the second part of its ARNs.
    public let name: String
    /// The words with which the names of its regions begin, such as `cn-`.
    let regionPrefixes: [String]
    /// Where its endpoints are.
    public let domain: String
    /// Where its endpoints with IPv6 are.
    public let dualStackDomain: String
    /// Where its console is, and the sign-in to it (the endpoint rule set of AWS Sign-In).
    public let consoleDomain: String

    /// All partitions (the SDKs' `partitions.json`); the more particular prefixes first, the commercial one last.
    public static let all: [Partition] = [
        Partition(
            name: "aws-cn", regionPrefixes: ["cn-"], domain: "amazonaws.com.cn",
            dualStackDomain: "api.amazonwebservices.com.cn",
            consoleDomain: "amazonaws.cn"),
        Partition(
            name: "aws-us-gov", regionPrefixes: ["us-gov-"], domain: "amazonaws.com", dualStackDomain: "api.aws",
            consoleDomain: "amazonaws-us-gov.com"),
        Partition(
            name: "aws-eusc", regionPrefixes: ["eusc-"], domain: "amazonaws.eu", dualStackDomain: "api.amazonwebservices.eu",
            consoleDomain: "amazonaws-eusc.eu"),
        Partition(
            name: "aws-iso", regionPrefixes: ["us-iso-"], domain: "c2s.ic.gov", dualStackDomain: "api.aws.ic.gov",
            consoleDomain: "c2shome.ic.gov"),
        Partition(
            name: "aws-iso-b", regionPrefixes: ["us-isob-"], domain: "sc2s.sgov.gov", dualStackDomain: "api.aws.scloud",
            consoleDomain: "sc2shome.sgov.gov"),
        Partition(
            name: "aws-iso-e", regionPrefixes: ["eu-isoe-"], domain: "cloud.adc-e.uk", dualStackDomain: "api.cloud-aws.adc-e.uk",
            consoleDomain: "csphome.adc-e.uk"),
        Partition(
            name: "aws-iso-f", regionPrefixes: ["us-isof-"], domain: "csp.hci.ic.gov", dualStackDomain: "api.aws.hci.ic.gov",
            consoleDomain: "csphome.hci.ic.gov"),
        aws,
    ]

    /// The commercial partition, which also takes regions that nobody knows yet.
    public static let aws = Partition(
        name: "aws", regionPrefixes: [""], domain: "amazonaws.com", dualStackDomain: "api.aws", consoleDomain: "aws.amazon.com")

    /// The partition of `region`.
    public static func of(region: String) -> Partition {
        all.first { partition in partition.regionPrefixes.contains { region.hasPrefix($0) } } ?? aws
    }
}
