import LeappBytes
import LeappCrypto
import Testing

@testable import LeappAWS

@Suite struct AWSClientTests {
    private let time = FakeTime()
    private static let key = Credentials(accessKeyID: "AKIA1", secretAccessKey: "SECRET".secret)
    private static let code = MultiFactor(serialNumber: "arn:aws:iam::1:mfa/a", code: "123456".secret)

    private func ask(
        _ operation: AWSOperation, _ transport: FakeTransport, environment: [String: String] = [:],
        credentials: Credentials = key, timeout: Int64 = 30_000, random: Double = 0.5
    ) async -> Result<AWSAnswer, AWSError> {
        let client = AWSClient(transport: transport, effects: time.effects(random: random))
        let call = AWSCall(
            operation, region: "eu-west-1", credentials: credentials, environment: AWSEnvironment(environment), timeout: timeout)
        do throws(AWSError) { return .success(try await client.call(call)) } catch { return .failure(error) }
    }

    private func error(_ result: Result<AWSAnswer, AWSError>) -> AWSError? {
        if case .failure(let error) = result { error } else { nil }
    }

    @Test func anIdentityIsRead() async {
        let transport = FakeTransport([.identity])
        guard case .success(.identity(let identity)) = await ask(.getCallerIdentity, transport) else {
            Issue.record("no identity")
            return
        }
        #expect(identity == CallerIdentity(accountID: "123456789012", arn: "arn:aws:iam::123456789012:user/a&b", userID: "AIDA"))
        let request = transport.requests[0]
        #expect(request.url.text == "https://sts.eu-west-1.amazonaws.com")
        #expect(request.path == "/")
        #expect(request.body.text == "Action=GetCallerIdentity&Version=2011-06-15")
        #expect(request.headers.contains(HTTPHeader("X-Amz-Date", "20261122T090500Z")))
        #expect(
            request.headers.first { $0.name == "Authorization" }?.value.contains(
                "Credential=AKIA1/20261122/eu-west-1/sts/aws4_request, SignedHeaders=content-type;host;x-amz-date, ") == true)
        #expect(request.secretHeader == nil)
    }

    @Test func credentialsOfAUserAreRead() async {
        guard
            case .success(.credentials(let credentials)) = await ask(
                .getSessionToken(GetSessionToken()), FakeTransport([.credentials("GetSessionToken")]))
        else {
            Issue.record("no credentials")
            return
        }
        #expect(credentials.accessKeyID == "ASIA1")
        #expect(credentials.secretAccessKey.text == "s3cr3t/+=")
        #expect(credentials.sessionToken?.text == "t0ken==")
        #expect(credentials.expiration == FakeTime.start / 1000 + 3600)
        #expect(credentials.accountID == nil)
        #expect("\(credentials)" == "Credentials(ASIA1)")
    }

    @Test(arguments: [
        (AWSOperation.assumeRole(AssumeRole(roleARN: "r", sessionName: "n")), "AssumeRole", "AssumedRoleUser"),
        (.getFederationToken(GetFederationToken(name: "leapp")), "GetFederationToken", "FederatedUser"),
    ])
    func credentialsOfARoleAndOfAFederatedUserNameTheirAccount(
        _ operation: AWSOperation, action: String, principal: String
    ) async {
        let transport = FakeTransport([.credentials(action, as: principal)])
        guard case .success(.credentials(let credentials)) = await ask(operation, transport) else {
            Issue.record("no credentials")
            return
        }
        #expect(credentials.accountID == "210987654321")
        #expect(credentials.sessionToken?.text == "t0ken==")
        #expect(transport.requests[0].url.text == "https://sts.eu-west-1.amazonaws.com")
        #expect(transport.requests[0].body.text.hasPrefix("Action=\(action)&Version=2011-06-15&"))
    }

    @Test func theSessionTokenIsSentAndSigned() async {
        let transport = FakeTransport([.identity])
        let session = Credentials(accessKeyID: "ASIA1", secretAccessKey: "SECRET".secret, sessionToken: "TOKEN".secret)
        _ = await ask(.getCallerIdentity, transport, credentials: session)
        #expect(transport.requests[0].secretHeader?.value.text == "TOKEN")
        #expect(
            transport.requests[0].headers.first { $0.name == "Authorization" }?.value.contains(
                "x-amz-security-token") == true)
    }

    @Test(arguments: ["a b", "a\nb", "", "a\u{0}", "ä"])
    func aTokenThatNoHeaderCanCarryIsRefused(_ token: String) async {
        let session = Credentials(accessKeyID: "ASIA1", secretAccessKey: "S".secret, sessionToken: token.secret)
        let transport = FakeTransport([.identity])
        #expect(error(await ask(.getCallerIdentity, transport, credentials: session)) == .badParameter(name: "SessionToken"))
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: ["AK/IA", "", "A\r\nB"])
    func anAccessKeyThatNoHeaderCanCarryIsRefused(_ id: String) async {
        let result = await ask(
            .getCallerIdentity, FakeTransport([.identity]), credentials: Credentials(accessKeyID: id, secretAccessKey: "S".secret)
        )
        #expect(error(result) == .badParameter(name: "AccessKeyId"))
    }

    @Test func aRefusalIsNotTriedAgain() async {
        let transport = FakeTransport([.refusal("AccessDenied", "User: a is not authorized"), .identity])
        let refusal = AWSRefusal(code: "AccessDenied", message: "User: a is not authorized", status: 403, requestID: "r-1")
        #expect(error(await ask(.getCallerIdentity, transport)) == .refused(refusal))
        #expect(transport.requests.count == 1)
    }

    @Test func aMessageEndsBeforeWhatQuotesTheRequest() async {
        let transport = FakeTransport([.refusal("SignatureDoesNotMatch", "It does not match.\n\nx-amz-security-token:TOKEN")])
        guard case .refused(let refusal)? = error(await ask(.getCallerIdentity, transport)) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.message == "It does not match.")
        #expect(refusal.kind == .wrongSecret)
    }

    @Test(arguments: [
        FakeTransport.Step.refusal("Throttling", status: 400), .refusal("ServiceUnavailable", status: 503), .body(500, "oops"),
        .body(429, ""), .fault(.notConnected), .fault(.nameNotFound), .fault(.answerLost), .fault(.connectTimeout),
        .fault(.answerTimeout),
    ])
    func whatPassesIsTriedAgain(_ step: FakeTransport.Step) async {
        let transport = FakeTransport([step, step, .identity])
        let result = await ask(.getCallerIdentity, transport)
        #expect(error(result) == nil)
        #expect(time.slept == [500, 1000])  // half of one second, half of two
    }

    @Test(arguments: [TransportFault.tls, .caBundle, .proxy, .proxyAuthentication, .answerTooLong, .notHTTP])
    func whatStaysIsNotTriedAgain(_ fault: TransportFault) async {
        let transport = FakeTransport([.fault(fault), .identity])
        #expect(
            error(await ask(.getCallerIdentity, transport)) == .unreachable(host: "sts.eu-west-1.amazonaws.com", fault: fault))
        #expect(transport.requests.count == 1)
    }

    @Test func attemptsAreBounded() async {
        let transport = FakeTransport(Array(repeating: .refusal("Throttling", status: 400), count: 20))
        guard
            case .throttled(let refusal, let attempts)? = error(
                await ask(.getCallerIdentity, transport, environment: ["AWS_MAX_ATTEMPTS": "4"]))
        else {
            Issue.record("not throttled")
            return
        }
        #expect(refusal.code == "Throttling")
        #expect(attempts == 4)
        #expect(transport.requests.count == 4)
        #expect(time.slept == [500, 1000, 2000])
    }

    @Test func retryAfterIsHonoured() async {
        let transport = FakeTransport([.refusal("SlowDown", status: 503, retryAfter: "7"), .identity])
        #expect(error(await ask(.getCallerIdentity, transport)) == nil)
        #expect(time.slept == [7000])
    }

    @Test func aWaitBeyondTheDeadlineIsNotBegun() async {
        let transport = FakeTransport([.refusal("SlowDown", status: 503, retryAfter: "31"), .identity])
        guard case .throttled(_, attempts: 1)? = error(await ask(.getCallerIdentity, transport)) else {
            Issue.record("not throttled")
            return
        }
        #expect(time.slept.isEmpty)
    }

    @Test func aTimeoutThatUsesUpTheCallIsItsDeadline() async {
        let transport = FakeTransport([.fault(.answerTimeout), .identity])
        let result = await ask(.getCallerIdentity, transport, timeout: 15_000)
        #expect(error(result) == .deadlineExceeded(host: "sts.eu-west-1.amazonaws.com", milliseconds: 15_000))
        #expect(transport.requests.map(\.timeout) == [15_000])
    }

    @Test func aCodeIsNotSentAgainWhereItMayHaveBeenUsed() async {
        let operation = AWSOperation.getSessionToken(GetSessionToken(multiFactor: Self.code))
        let lost = FakeTransport([.fault(.answerLost), .credentials("GetSessionToken")])
        #expect(error(await ask(operation, lost)) == .unreachable(host: "sts.eu-west-1.amazonaws.com", fault: .answerLost))
        #expect(lost.requests.count == 1)
        let unsent = FakeTransport([.fault(.notConnected), .credentials("GetSessionToken")])
        #expect(error(await ask(operation, unsent)) == nil)
    }

    @Test(arguments: ["", "12345", "1234567", "12345a", "１２３４５６"])
    func aCodeThatIsNotSixDigitsIsNotSent(_ code: String) async {
        let transport = FakeTransport([])
        let operation = AWSOperation.getSessionToken(
            GetSessionToken(multiFactor: MultiFactor(serialNumber: "s", code: code.secret)))
        #expect(error(await ask(operation, transport)) == .badParameter(name: "TokenCode"))
        #expect(transport.requests.isEmpty)
    }

    @Test func theClockIsCorrectedOnceAndRemembered() async {
        let ahead = "Sun, 22 Nov 2026 11:05:00 GMT"
        let transport = FakeTransport([
            .refusal("SignatureDoesNotMatch", "Signature expired: x is now earlier than y", date: ahead), .identity(date: ahead),
            .identity(date: ahead),
        ])
        let client = AWSClient(transport: transport, effects: time.effects())
        let call = AWSCall(.getCallerIdentity, region: "eu-west-1", credentials: Self.key, environment: AWSEnvironment([:]))
        let first = try? await client.call(call)
        let second = try? await client.call(call)
        #expect(first != nil && second != nil)
        #expect(time.slept.isEmpty)
        let dates = transport.requests.map { $0.headers.first { $0.name == "X-Amz-Date" }?.value }
        #expect(dates == ["20261122T090500Z", "20261122T110500Z", "20261122T110500Z"])
        let skew = await client.clockSkew
        #expect(skew == 7200)
    }

    @Test func aClockThatStaysWrongIsSaid() async {
        let ahead = "Sun, 22 Nov 2026 11:05:00 GMT"
        let step = FakeTransport.Step.refusal("RequestTimeTooSkewed", date: ahead)
        let transport = FakeTransport([step, step, step])
        #expect(error(await ask(.getCallerIdentity, transport)) == .clockSkew(seconds: 7200))
        #expect(transport.requests.count == 2)
    }

    @Test func anAnswersDateIsLearntWithoutARefusal() async {
        let client = AWSClient(
            transport: FakeTransport([.identity(date: "Sun, 22 Nov 2026 09:04:00 GMT")]), effects: time.effects())
        _ = try? await client.call(
            AWSCall(.getCallerIdentity, region: "eu-west-1", credentials: Self.key, environment: AWSEnvironment([:])))
        let skew = await client.clockSkew
        #expect(skew == -60)
    }

    @Test func aProxysClockIsNotAWSs() async {
        let client = AWSClient(
            transport: FakeTransport([.body(502, "<html>", date: "Sun, 22 Nov 2020 09:04:00 GMT"), .identity]),
            effects: time.effects())
        _ = try? await client.call(
            AWSCall(.getCallerIdentity, region: "eu-west-1", credentials: Self.key, environment: AWSEnvironment([:])))
        let skew = await client.clockSkew
        #expect(skew == 0)
    }

    @Test(arguments: [
        (302, "", AnswerFault.redirect), (403, "<html></html>", .notAWS), (404, "x", .notAWS), (200, "<a>", .xml(.truncated)),
        (200, "<GetCallerIdentityResponse/>", .missing("Account")), (200, "<!DOCTYPE a><a/>", .xml(.documentType)),
    ])
    func whatNoServiceAnswersIsSaid(_ status: Int, body: String, fault: AnswerFault) async {
        let result = await ask(.getCallerIdentity, FakeTransport([.body(status, body)]))
        #expect(error(result) == .badAnswer(host: "sts.eu-west-1.amazonaws.com", status: status, fault: fault))
    }

    @Test(arguments: [
        ("ASIA1", "a b", "t", "2026-11-22T10:05:00Z", "SecretAccessKey"),
        ("ASIA1", "s", "t\n", "2026-11-22T10:05:00Z", "SessionToken"),
        ("AS/IA", "s", "t", "2026-11-22T10:05:00Z", "AccessKeyId"), ("ASIA1", "s", "t", "tomorrow", "Expiration"),
    ])
    func credentialsThatCannotBeAreRefused(_ id: String, secret: String, token: String, expiration: String, name: String) async {
        let body =
            "<GetSessionTokenResponse><GetSessionTokenResult><Credentials><AccessKeyId>\(id)</AccessKeyId><SecretAccessKey>"
            + "\(secret)</SecretAccessKey><SessionToken>\(token)</SessionToken><Expiration>\(expiration)</Expiration></Credentials>"
            + "</GetSessionTokenResult></GetSessionTokenResponse>"
        let result = await ask(.getSessionToken(GetSessionToken()), FakeTransport([.body(200, body)]))
        #expect(error(result) == .badAnswer(host: "sts.eu-west-1.amazonaws.com", status: 200, fault: .invalid(name)))
    }

    @Test func aCancelledCallerGetsNoAnswer() async {
        let transport = FakeTransport([.identity])
        let client = AWSClient(transport: transport, effects: time.effects())
        let call = AWSCall(.getCallerIdentity, region: "eu-west-1", credentials: Self.key, environment: AWSEnvironment([:]))
        let gate = AsyncStream<Void>.makeStream()
        let task = Task {
            for await _ in gate.stream { break }
            do throws(AWSError) {
                _ = try await client.call(call)
                return false
            } catch {
                return error == .cancelled
            }
        }
        task.cancel()
        gate.continuation.finish()
        let isCancelled = await task.value
        #expect(isCancelled)
    }
}
