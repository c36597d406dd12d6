import LeappSigV4

/// A URL of the form `http(s)://host[:port][/path]`, which is all that endpoints and proxies are.
public struct EndpointURL: Hashable, Sendable {
    /// Whether TLS is spoken.
    public let isSecure: Bool
    /// The host's name or address, lower case, an IPv6 address without its brackets.
    public let host: String
    /// The port, where one is named.
    public let namedPort: Int?
    /// The path without a slash at its end; empty for the root.
    public let path: String
    /// The user, where one is named; for proxies only.
    let user: String?
    /// The user's password; for proxies only.
    let password: String?

    /// The root of `host`, by TLS.
    init(host: String) {
        isSecure = true
        self.host = host
        namedPort = nil
        path = ""
        user = nil
        password = nil
    }

    /// Reads a URL; nil where it is none, or holds a query, a fragment, a blank or a control character.
    public init?(parsing text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        switch text[..<colon].lowercased() {
        case "https": isSecure = true
        case "http": isSecure = false
        default: return nil
        }
        let rest = text[text.index(colon, offsetBy: 3)...]
        guard !rest.contains("?"), !rest.contains("#"), !rest.contains("\\") else { return nil }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var path = rest[slash...]
        while path.hasSuffix("/") { path = path.dropLast() }
        self.path = String(path)

        var authority = rest[..<slash]
        if let at = authority.lastIndex(of: "@") {
            let halves = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = EndpointURL.decoded(halves[0])
            password = halves.count > 1 ? EndpointURL.decoded(halves[1]) : ""
            authority = authority[authority.index(after: at)...]
        } else {
            user = nil
            password = nil
        }
        guard let (host, port) = EndpointURL.hostAndPort(authority) else { return nil }
        self.host = host
        namedPort = port
    }

    /// The port to connect to.
    public var port: Int { namedPort ?? (isSecure ? 443 : 80) }

    /// The value of the `Host` header: the port only where it is not the scheme's own.
    public var hostHeader: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// The URL without user and password.
    public var text: String { "\(isSecure ? "https" : "http")://\(hostHeader)\(path)" }

    private static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let after = authority[authority.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { return nil }
            port = after.isEmpty ? nil : after.dropFirst()
            guard host.contains(":"),
                host.utf8.allSatisfy({ isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
            else { return nil }
        } else {
            if let colon = authority.firstIndex(of: ":") {
                host = authority[..<colon]
                port = authority[authority.index(after: colon)...]
            }
            guard !host.isEmpty, host.utf8.count <= 253, host.utf8.allSatisfy(isHostByte) else { return nil }
        }
        guard let port, !port.isEmpty else { return (host.lowercased(), nil) }
        guard port.utf8.count <= 5, port.utf8.allSatisfy(isDigit), let number = Int(port), (1...65_535).contains(number) else {
            return nil
        }
        return (host.lowercased(), number)
    }

    private static func decoded(_ text: Substring) -> String {
        String(decoding: PercentEncoding.decoded(text), as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 32)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
            || [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_")].contains(byte)
    }
}
