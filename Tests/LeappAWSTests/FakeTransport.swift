import LeappAWS
import LeappBytes
import LeappCrypto
import Synchronization

/// A server in this process: answers requests from a list, in order, and remembers them.
final class FakeTransport: HTTPTransport {
    /// What it does with one request.
    enum Step: Sendable {
        case answer(HTTPResponse)
        case fault(TransportFault)
    }

    private struct State {
        var steps: [Step]
        var requests: [HTTPRequest] = []
    }

    private let state: Mutex<State>

    init(_ steps: [Step]) { state = Mutex(State(steps: steps)) }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    func send(_ request: HTTPRequest) async throws(TransportFault) -> HTTPResponse {
        let step = state.withLock { state in
            state.requests.append(request)
            return state.steps.isEmpty ? .fault(.notConnected) : state.steps.removeFirst()
        }
        switch step {
        case .answer(let response): return response
        case .fault(let fault): throw fault
        }
    }
}

/// A clock that only sleeping moves, and that remembers how long was slept.
final class FakeTime: Sendable {
    private let state = Mutex((now: FakeTime.start, uptime: Int64(5_000), slept: [Int64]()))

    static let start: Int64 = 1_795_338_300_000  // 2026-11-22T09:05:00Z

    var slept: [Int64] { state.withLock { $0.slept } }

    func effects(random: Double = 0.5) -> AWSEffects {
        AWSEffects(
            now: { self.state.withLock { $0.now } }, uptime: { self.state.withLock { $0.uptime } },
            sleep: { (duration: Int64) async throws(CancellationError) in
                self.state.withLock { state in
                    state.slept.append(duration)
                    state.now += duration
                    state.uptime += duration
                }
            },
            random: { random })
    }
}

extension String {
    var secret: SecretSlice { SecretSlice(copying: Array(utf8).rawSpan) }
}

extension SecretSlice {
    var text: String { String(decoding: Array(bytes), as: UTF8.self) }
}

extension FakeTransport.Step {
    static let date = "Sun, 22 Nov 2026 09:05:00 GMT"

    static func body(_ status: Int, _ text: String, date: String = date, retryAfter: String? = nil) -> Self {
        let more = retryAfter.map { [HTTPHeader("Retry-After", $0)] } ?? []
        return .answer(HTTPResponse(status: status, headers: [HTTPHeader("Date", date)] + more, body: text.secret))
    }

    static func json(_ text: String, status: Int = 200, _ headers: [HTTPHeader] = []) -> Self {
        .answer(HTTPResponse(status: status, headers: [HTTPHeader("Date", date)] + headers, body: text.secret))
    }

    /// A refusal as OIDC writes it, by the exception's name.
    static func oidc(_ exception: String, _ error: String, status: Int = 400) -> Self {
        json(
            #"{"error":"\#(error)","error_description":"said so","reason":null}"#, status: status,
            [HTTPHeader("x-amzn-ErrorType", exception + ":http://internal.amazon.com/coral/com.amazonaws.sso.oidc/")])
    }

    static func refusal(
        _ code: String, _ message: String = "no", status: Int = 403, date: String = date, retryAfter: String? = nil
    ) -> Self {
        body(
            status,
            """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>\(code)</Code>\
            <Message>\(message)</Message></Error><RequestId>r-1</RequestId></ErrorResponse>
            """, date: date, retryAfter: retryAfter)
    }

    static let identity = identity(date: date)

    static func identity(date: String) -> Self {
        body(
            200,
            """
            <?xml version="1.0"?>
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/a&amp;b</Arn><UserId>AIDA</UserId>
              <Account>123456789012</Account></GetCallerIdentityResult>
              <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>
            </GetCallerIdentityResponse>
            """, date: date)
    }

    static func credentials(_ action: String, as principal: String? = nil, expiration: String = "2026-11-22T10:05:00Z") -> Self {
        body(
            200,
            """
            <\(action)Response><\(action)Result><Credentials><AccessKeyId>ASIA1</AccessKeyId>\
            <SecretAccessKey>s3cr3t/+=</SecretAccessKey><SessionToken>t0ken==</SessionToken><Expiration>\(expiration)</Expiration>\
            </Credentials>\(principal.map { "<\($0)><\($0)Id>x</\($0)Id><Arn>arn:aws:sts::210987654321:x/r/n</Arn></\($0)>" } ?? "")\
            </\(action)Result></\(action)Response>
            """)
    }
}
