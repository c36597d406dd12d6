/// A page of the console.
public enum ConsoleDestination: Hashable, Sendable {
    /// The console's home.
    case home
    /// The home of a service, such as `ec2`, or a page below it, such as `systems-manager/session-manager`.
    case service(String)

    /// The page's URL in `region`, which decides the partition's console too.
    public func url(region: String) throws(AWSError) -> String {
        guard Endpoint.isRegion(region), region != "aws-global" else { throw .badSetting(name: "region", fault: .notARegion) }
        let page: String
        switch self {
        case .home: page = "console/home"
        case .service(let name):
            guard ConsoleDestination.isPath(name) else { throw .badParameter(name: "service") }
            page = name.contains("/") ? name : name + "/home"
        }
        return "https://\(region).console.\(Partition.of(region: region).consoleDomain)/\(page)?region=\(region)"
    }

    /// Whether it is words of letters, digits and `-_` between slashes, so that it names a page of the console and nothing else.
    private static func isPath(_ text: String) -> Bool {
        text.utf8.count <= 256
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { word in
                !word.isEmpty
                    && word.utf8.allSatisfy { byte in
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                    }
            }
    }
}
