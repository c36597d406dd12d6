import AsyncHTTPClient
import LeappAWS
import NIOCore
import NIOSSL

extension HTTPClient.Configuration {
    /// What every client has, and the proxy and certificates of `route`.
    init(_ route: HTTPRoute) throws(TransportFault) {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let path = route.caBundle {
            do {
                let certificates = try NIOSSLCertificate.fromPEMFile(path)
                guard !certificates.isEmpty else { throw TransportFault.caBundle }
                tls.trustRoots = .certificates(certificates)
            } catch {
                throw .caBundle
            }
        }
        self.init(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(10)), decompression: .disabled)
        proxy = route.proxy.map { proxy in
            let authorization = proxy.user.map { HTTPClient.Authorization.basic(username: $0, password: proxy.password ?? "") }
            return .server(host: proxy.host, port: proxy.port, authorization: authorization)
        }
        httpVersion = .http1Only
        connectionPool.idleTimeout = .seconds(30)
        // As many as the listing of a portal asks side by side: with eight, 100 ms to the answer would make 80 requests a second.
        connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 100
        // Tried again is above, where the budget of attempts is known.
        connectionPool.retryConnectionEstablishment = false
    }
}
