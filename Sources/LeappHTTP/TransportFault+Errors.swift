import AsyncHTTPClient
import LeappAWS
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension TransportFault {
    /// What an error of the libraries below means.
    init(_ error: any Error, isProxied: Bool) {
        switch error {
        case let fault as TransportFault: self = fault
        case let error as HTTPClientError: self = TransportFault.client(error)
        case let error as NIOConnectionError:
            let hasNoAddress = (error.dnsAError != nil || error.dnsAAAAError != nil) && error.connectionErrors.isEmpty
            self = isProxied ? .proxy : hasNoAddress ? .nameNotFound : .notConnected
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = .tls
        case let error as HTTPParserError: self = error == .invalidEOFState ? .answerLost : .notHTTP
        case let error as ChannelError: self = TransportFault.channel(error)
        case let error as IOError where TransportFault.connecting.contains(error.errnoCode):
            self = isProxied ? .proxy : .notConnected
        default: self = .answerLost
        }
    }

    /// What connect(2) says where there is nobody, or no way; a connection that exists fails otherwise.
    private static let connecting: Set<CInt> = [
        ECONNREFUSED, EHOSTUNREACH, EHOSTDOWN, ENETUNREACH, ENETDOWN, EADDRNOTAVAIL, EACCES, EPERM,
    ]

    private static func client(_ error: HTTPClientError) -> TransportFault {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout: .connectTimeout
        case .tlsHandshakeTimeout: .tls
        case .httpProxyHandshakeTimeout, .invalidProxyResponse, .invalidProxyConfiguration: .proxy
        case .proxyAuthenticationRequired: .proxyAuthentication
        case .readTimeout, .writeTimeout, .deadlineExceeded: .answerTimeout
        default: .answerLost
        }
    }

    private static func channel(_ error: ChannelError) -> TransportFault {
        if case .connectTimeout = error { return .connectTimeout }
        return .answerLost
    }
}
