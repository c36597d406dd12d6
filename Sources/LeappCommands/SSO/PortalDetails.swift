import ArgumentParser
import LeappAWS
import LeappWorkspace

/// A portal as it is given on the command line, checked.
struct PortalDetails: Equatable, Sendable {
    /// What the user calls it.
    let name: String
    /// The start URL without the parts that a browser's address bar adds to it.
    let startURL: String
    /// The region that it lives in.
    let region: String

    /// Checks the parts; `allowsPlainHTTP` says whether AWS is asked at addresses of the user's own.
    init(name: String, startURL: String, region: String, allowsPlainHTTP: Bool) throws(CommandError) {
        guard Self.isName(name) else {
            throw .usage(
                "'\(name)' is no name for a portal: up to 64 characters, no blanks at the ends, no control characters, no ://")
        }
        guard let normalised = Self.normalised(startURL, allowsPlainHTTP: allowsPlainHTTP) else {
            throw .usage("'\(startURL)' is no start URL: https://NAME.awsapps.com/start, as the portal's page has it")
        }
        guard SessionText.isRegion(region) else {
            throw .usage("'\(region)' is no region: they are written as eu-west-1 or us-gov-west-1")
        }
        (self.name, self.startURL, self.region) = (name, normalised, region)
    }

    private static func isName(_ name: String) -> Bool {
        (1...64).contains(name.count) && DisplayWidth.printable(name) == name && !name.contains("://")
            && name.first?.isWhitespace == false && name.last?.isWhitespace == false && !name.hasPrefix("-")
    }

    private static func normalised(_ text: String, allowsPlainHTTP: Bool) -> String? {
        let normalised = Portal.normalised(text)
        guard !normalised.contains("?") else { return nil }
        if WebURL(checking: normalised) != nil { return normalised }
        guard allowsPlainHTTP, let url = EndpointURL(parsing: normalised), url.text == normalised else { return nil }
        return normalised
    }
}
