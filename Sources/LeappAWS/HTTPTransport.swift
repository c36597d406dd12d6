public import LeappCrypto

/// What carries a request to a server and brings one answer back: no redirects, no retries, no cookies.
public protocol HTTPTransport: Sendable {
    /// Sends `request` and waits for the whole answer, at most `request.timeout` milliseconds.
    ///
    /// A task that is cancelled ends the exchange; the fault is then any.
    func send(_ request: HTTPRequest) async throws(TransportFault) -> HTTPResponse
}

/// A request, ready to be sent.
public struct HTTPRequest: Sendable {
    /// `GET`, `POST`, …
    public let method: String
    /// The server, and the path before `path`.
    public let url: EndpointURL
    /// The path as it is sent, from the first slash on.
    public let path: String
    /// All headers but the length.
    public let headers: [HTTPHeader]
    /// A header that carries a secret.
    public let secretHeader: SecretHeader?
    /// The body.
    public let body: SecretSlice
    /// The way to the server.
    public let route: HTTPRoute
    /// How long the exchange may take, in milliseconds.
    public let timeout: Int64

    /// A request of these parts.
    public init(
        method: String, url: EndpointURL, path: String, headers: [HTTPHeader], secretHeader: SecretHeader?, body: SecretSlice,
        route: HTTPRoute, timeout: Int64
    ) {
        self.method = method
        self.url = url
        self.path = path
        self.headers = headers
        self.secretHeader = secretHeader
        self.body = body
        self.route = route
        self.timeout = timeout
    }

    /// The longest answer that is read, in bytes.
    public static let answerLimit = 1 << 20
}

/// A header whose value may be known.
public struct HTTPHeader: Hashable, Sendable {
    /// The name, in any case.
    public let name: String
    /// The value.
    public let value: String

    /// The header `name: value`.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A header whose value is secret.
public struct SecretHeader: Sendable {
    /// The name, in any case.
    public let name: String
    /// The value: printable ASCII.
    public let value: SecretSlice

    /// The header `name` with the secret `value`.
    public init(_ name: String, _ value: SecretSlice) {
        self.name = name
        self.value = value
    }
}

/// The way that requests go; requests of one way may share connections.
public struct HTTPRoute: Hashable, Sendable {
    /// The proxy, if any.
    public let proxy: HTTPProxy?
    /// The path of a file of certificates (PEM) to trust in place of the system's.
    public let caBundle: String?

    /// A way of these parts.
    public init(proxy: HTTPProxy? = nil, caBundle: String? = nil) {
        self.proxy = proxy
        self.caBundle = caBundle
    }
}

/// An answer, whole.
public struct HTTPResponse: Sendable {
    /// The status, 100 to 599.
    public let status: Int
    /// The headers as they came.
    public let headers: [HTTPHeader]
    /// The body.
    public let body: SecretSlice

    /// An answer of these parts.
    public init(status: Int, headers: [HTTPHeader], body: SecretSlice) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first header of this name, whatever its case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }
}
