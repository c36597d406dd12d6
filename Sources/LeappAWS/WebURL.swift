/// A URL that may be shown to a user and opened in a browser: `https`, or `http` on this machine.
public struct WebURL: Hashable, Sendable {
    /// The URL as it was written.
    public let text: String
    /// The server.
    public let origin: EndpointURL

    /// Checks a URL; nil where it is longer than 2,048 bytes, names a user, or holds anything but printable ASCII.
    public init?(checking text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }),
            let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://")
        else { return nil }
        let start = text.index(colon, offsetBy: 3)
        let end = text[start...].firstIndex { "/?#".contains($0) } ?? text.endIndex
        guard let origin = EndpointURL(parsing: String(text[..<end])), origin.user == nil,
            origin.isSecure || WebURL.isLoopback(origin.host)
        else { return nil }
        self.text = text
        self.origin = origin
    }

    private static func isLoopback(_ host: String) -> Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }
}
