import LeappAWS
import LeappBytes
import LeappCrypto
import LeappHTTP
import Testing

@Suite struct AsyncHTTPTransportTests {
    private func send(_ url: String, route: HTTPRoute = HTTPRoute()) async -> Result<HTTPResponse, TransportFault> {
        guard let url = EndpointURL(parsing: url) else { return .failure(.notHTTP) }
        let transport = AsyncHTTPTransport()
        let request = HTTPRequest(
            method: "POST", url: url, path: url.path + "/", headers: [HTTPHeader("Host", "named.test"), HTTPHeader("X-A", "1")],
            secretHeader: SecretHeader("X-Token", SecretSlice(copying: Array("TOKEN".utf8).rawSpan)),
            body: SecretSlice(copying: Array("a=b".utf8).rawSpan), route: route, timeout: 20_000)
        let result: Result<HTTPResponse, TransportFault>
        do throws(TransportFault) { result = .success(try await transport.send(request)) } catch { result = .failure(error) }
        await transport.shutDown()
        return result
    }

    private func fault(_ result: Result<HTTPResponse, TransportFault>) -> TransportFault? {
        if case .failure(let fault) = result { fault } else { nil }
    }

    @Test func whatIsAskedArrivesAndWhatIsAnsweredComesBack() async throws {
        let server = CannedServer(Array("HTTP/1.1 403 No\r\nDate: today\r\nContent-Length: 4\r\n\r\nbody".utf8))
        let response = try await send("http://127.0.0.1:\(server.port)/base").get()
        #expect(response.status == 403)
        #expect(response.header("date") == "today")
        #expect(String(decoding: Array(response.body.bytes), as: UTF8.self) == "body")
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("POST /base/ HTTP/1.1\r\n"))
        for line in ["Host: named.test", "X-A: 1", "X-Token: TOKEN"] {
            #expect(request.split(separator: "\r\n").contains { $0 == line })
        }
        #expect(request.hasSuffix("\r\n\r\na=b"))
    }

    @Test func aRedirectionIsNotFollowed() async throws {
        let server = CannedServer(Array("HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n".utf8))
        #expect(try await send("http://127.0.0.1:\(server.port)").get().status == 307)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [
        ("", TransportFault.answerLost), ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", .answerLost),
        ("SSH-2.0-x\r\n", .notHTTP),
    ])
    func anAnswerThatIsNoneIsSaid(_ answer: String, expected: TransportFault) async {
        let server = CannedServer(Array(answer.utf8))
        #expect(fault(await send("http://127.0.0.1:\(server.port)")) == expected)
    }

    @Test(arguments: ["Content-Length: 1048577\r\n", "Connection: close\r\n"])
    func anAnswerIsNotReadBeyondOneMebibyte(_ header: String) async {
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: 1_048_577)
        let server = CannedServer(Array("HTTP/1.1 200 OK\r\n\(header)\r\n".utf8) + body)
        #expect(fault(await send("http://127.0.0.1:\(server.port)")) == .answerTooLong)
    }

    @Test func nobodyThereIsSaid() async {
        var server: CannedServer? = CannedServer([])
        let port = server?.port ?? 0
        server = nil
        #expect(fault(await send("http://127.0.0.1:\(port)")) == .notConnected)
        let route = HTTPRoute(proxy: HTTPProxy(host: "127.0.0.1", port: port))
        #expect(fault(await send("http://named.test", route: route)) == .proxy)
    }

    @Test func aProxyThatAsksForAPasswordIsSaid() async {
        let proxy = CannedServer(Array("HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n".utf8))
        let route = HTTPRoute(proxy: HTTPProxy(host: "127.0.0.1", port: proxy.port))
        #expect(fault(await send("https://named.test", route: route)) == .proxyAuthentication)
        #expect(proxy.requests.first?.hasPrefix("CONNECT named.test:443 HTTP/1.1\r\n") == true)
    }

    @Test func aServerWithoutTLSIsSaid() async {
        let server = CannedServer(Array("HTTP/1.1 200 OK\r\n\r\n".utf8), listens: false)
        #expect(fault(await send("https://127.0.0.1:\(server.port)")) == .tls)
    }

    @Test func aBundleThatIsNoneIsSaid() async {
        for path in ["/nowhere.pem", "/dev/null"] {
            #expect(fault(await send("https://127.0.0.1:1", route: HTTPRoute(caBundle: path))) == .caBundle)
        }
    }
}
