import AsyncHTTPClient
public import LeappAWS
import LeappBytes
import LeappCrypto
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A transport on AsyncHTTPClient: HTTP/1.1, TLS, proxies by `CONNECT`, no redirects, no decompression, answers of at most 1 MiB.
///
/// Connections are kept for half a minute and shared by requests of the same route. End with `shutDown()`.
public final class AsyncHTTPTransport: HTTPTransport {
    private let group: MultiThreadedEventLoopGroup
    private let clients = Mutex<[HTTPRoute: HTTPClient]>([:])

    /// A transport with a thread of its own.
    public init() {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    }

    /// Ends all connections and the thread; no request may be sent afterwards.
    public func shutDown() async {
        let ended = clients.withLock { clients in
            defer { clients = [:] }
            return Array(clients.values)
        }
        // Nothing hangs on how they end: the process is about to.
        for client in ended { try? await client.shutdown() }
        try? await group.shutdownGracefully()
    }

    public func send(_ request: LeappAWS.HTTPRequest) async throws(TransportFault) -> HTTPResponse {
        let client = try client(for: request.route)
        var outgoing = HTTPClientRequest(url: request.url.origin + request.path)
        outgoing.method = HTTPMethod(rawValue: request.method)
        for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
        if let secret = request.secretHeader {
            outgoing.headers.add(name: secret.name, value: String(decoding: Array(secret.value.bytes), as: UTF8.self))
        }
        var body = ByteBufferAllocator().buffer(capacity: request.body.count)
        body.writeBytes(request.body.bytes)
        outgoing.body = .bytes(body)
        do {
            let answer = try await client.execute(outgoing, timeout: .milliseconds(request.timeout))
            return try await read(answer)
        } catch {
            throw TransportFault(error, isProxied: request.route.proxy != nil)
        }
    }

    private func read(_ answer: HTTPClientResponse) async throws -> HTTPResponse {
        var writer = SecretWriter(capacity: 4096)
        for try await buffer in answer.body {
            guard writer.count + buffer.readableBytes <= HTTPRequest.answerLimit else { throw TransportFault.answerTooLong }
            writer.append(buffer.readableBytesSpan)
        }
        return HTTPResponse(
            status: Int(answer.status.code), headers: answer.headers.map { HTTPHeader($0.name, $0.value) },
            body: SecretArena(writer.finish()).slice)
    }

    private func client(for route: HTTPRoute) throws(TransportFault) -> HTTPClient {
        if let client = clients.withLock({ $0[route] }) { return client }
        let configuration = try HTTPClient.Configuration(route)
        return clients.withLock { clients in
            if let client = clients[route] { return client }
            let client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
            clients[route] = client
            return client
        }
    }
}

extension EndpointURL {
    /// Scheme, host and port.
    fileprivate var origin: String { "\(isSecure ? "https" : "http")://\(hostHeader)" }
}
