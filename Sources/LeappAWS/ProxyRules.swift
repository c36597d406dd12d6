/// Which proxy a request goes through, by the rules of AWS CLI: `https_proxy` for `https`, `http_proxy` for `http`, lower case
/// before upper case, `no_proxy` a list of hosts and domains or `*`.
public struct ProxyRules: Sendable {
    private let environment: AWSEnvironment

    /// The rules of `environment`.
    public init(_ environment: AWSEnvironment) { self.environment = environment }

    /// The proxy for `url`; nil where it is asked directly.
    public func proxy(for url: EndpointURL) throws(AWSError) -> HTTPProxy? {
        if bypasses(url) { return nil }
        return try configured(secure: url.isSecure)
    }

    /// The proxy for all URLs of a scheme that nothing exempts.
    func configured(secure: Bool) throws(AWSError) -> HTTPProxy? {
        let scheme = secure ? "https" : "http"
        for name in [scheme + "_proxy", scheme.uppercased() + "_PROXY"] {
            guard let value = environment.variables[name] else { continue }
            return try proxy(value, name: name)
        }
        return nil
    }

    private func proxy(_ value: String, name: String) throws(AWSError) -> HTTPProxy {
        // A host and port alone is as common as a URL.
        let text = value.hasPrefix("//") ? "http:" + value : value.contains("://") ? value : "http://" + value
        guard let url = EndpointURL(parsing: text) else {
            let known = ["socks", "socks4", "socks4a", "socks5", "socks5h"]
            let scheme = text.prefix(while: { $0 != ":" }).lowercased()
            throw .badSetting(name: name, fault: known.contains(scheme) ? .unsupportedProxy : .notAURL)
        }
        guard !url.isSecure else { throw .badSetting(name: name, fault: .unsupportedProxy) }
        return HTTPProxy(host: url.host, port: url.port, user: url.user, password: url.password)
    }

    private func bypasses(_ url: EndpointURL) -> Bool {
        guard let list = environment.variables["no_proxy"] ?? environment.variables["NO_PROXY"] else { return false }
        let withPort = "\(url.host):\(url.port)"
        for entry in list.split(separator: ",") {
            var name = entry.filter { !$0.isWhitespace }.lowercased()[...]
            if name == "*" { return true }
            while name.hasPrefix(".") { name = name.dropFirst() }
            if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
            if name.isEmpty { continue }
            if name == url.host || name == withPort || url.host.hasSuffix("." + name) || withPort.hasSuffix("." + name) {
                return true
            }
        }
        return false
    }
}

/// A proxy that is asked by `CONNECT`.
public struct HTTPProxy: Hashable, Sendable {
    /// Its name or address.
    public let host: String
    /// Its port.
    public let port: Int
    /// Who it is told we are, where it was set.
    public let user: String?
    /// The user's password.
    public let password: String?

    /// A proxy of these parts.
    public init(host: String, port: Int, user: String? = nil, password: String? = nil) {
        self.host = host
        self.port = port
        self.user = user
        self.password = password
    }
}

extension HTTPProxy: CustomStringConvertible, CustomReflectable {
    /// Host and port alone.
    public var description: String { "\(host):\(port)" }
    /// Host and port alone.
    public var customMirror: Mirror { Mirror(self, children: ["host": host, "port": port]) }
}
