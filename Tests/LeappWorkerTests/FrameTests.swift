import LeappAWS
import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappJSON
import Testing

@testable import LeappWorker

@Suite struct FrameTests {
    static let credentials = Credentials(
        accessKeyID: "ASIA1", secretAccessKey: "secret".secret, sessionToken: "token".secret, expiration: 42, accountID: "1")
    static let role: AssumeRole = {
        var role = AssumeRole(roleARN: "arn", sessionName: "n")
        role.durationSeconds = 900
        role.externalID = "e"
        role.multiFactor = MultiFactor(serialNumber: "s", code: "123456".secret)
        role.policy = "{}"
        role.policyARNs = ["a", "b"]
        role.tags = [SessionTag(key: "k", value: ""), SessionTag(key: "l", value: "v")]
        role.transitiveTagKeys = ["k"]
        role.sourceIdentity = "me"
        role.providedContexts = [ProvidedContext(providerARN: "p", assertion: "x".secret)]
        return role
    }()
    static let operations: [AWSOperation] =
        LoginFrames.operations + [
            .getCallerIdentity, .getSessionToken(GetSessionToken()), .assumeRole(AssumeRole(roleARN: "", sessionName: "")),
            .getSessionToken(
                GetSessionToken(durationSeconds: 900, multiFactor: MultiFactor(serialNumber: "s", code: "1".secret))),
            .assumeRole(role), .getFederationToken(GetFederationToken(name: "leapp")),
            .getFederationToken(GetFederationToken(name: "n", policy: "{}", durationSeconds: 900)),
        ]

    /// The request that `operation` makes, as a frame.
    static func frame(_ operation: AWSOperation) -> SecretArena {
        let call = AWSCall(
            operation, region: "eu-west-1", credentials: credentials,
            environment: AWSEnvironment(["HTTPS_PROXY": "p", "NO_PROXY": "x"]), timeout: 7)
        return WorkerRequest.call(id: 3, clockSkew: -9, call).encoded()
    }

    @Test(arguments: operations.indices)
    func aCallComesBackAsItWas(_ index: Int) throws {
        let frame = Self.frame(Self.operations[index])
        guard case .call(let id, let clockSkew, let call) = try WorkerRequest(parsing: frame) else {
            Issue.record("no call")
            return
        }
        #expect(id == 3)
        #expect(clockSkew == -9)
        #expect(call.region == "eu-west-1")
        #expect(call.timeout == 7)
        #expect(call.environment == AWSEnvironment(["HTTPS_PROXY": "p", "NO_PROXY": "x"]))
        #expect(call.credentials?.secretAccessKey.text == "secret")
        let again = WorkerRequest.call(id: id, clockSkew: clockSkew, call).encoded()
        let isSame = again.bytes.isEqual(to: frame.bytes)
        #expect(isSame)
    }

    @Test func everyParameterOfARoleComesThrough() throws {
        guard case .call(_, _, let call) = try WorkerRequest(parsing: Self.frame(.assumeRole(Self.role))),
            case .assumeRole(let role) = call.operation
        else {
            Issue.record("no role")
            return
        }
        #expect(role.roleARN == "arn" && role.sessionName == "n" && role.durationSeconds == 900 && role.externalID == "e")
        #expect(role.multiFactor?.serialNumber == "s" && role.multiFactor?.code.text == "123456")
        #expect(role.policy == "{}" && role.policyARNs == ["a", "b"] && role.transitiveTagKeys == ["k"])
        #expect(role.tags == Self.role.tags && role.sourceIdentity == "me")
        #expect(role.providedContexts.map(\.providerARN) == ["p"] && role.providedContexts.map(\.assertion.text) == ["x"])
    }

    @Test func everyParameterOfAFederatedUserComesThrough() throws {
        let request = AWSOperation.getFederationToken(GetFederationToken(name: "n", policy: "{}", durationSeconds: 900))
        guard case .call(_, _, let call) = try WorkerRequest(parsing: Self.frame(request)),
            case .getFederationToken(let again) = call.operation
        else {
            Issue.record("no federated user")
            return
        }
        #expect(again.name == "n" && again.policy == "{}" && again.durationSeconds == 900)
    }

    static let refusal = AWSRefusal(code: "AccessDenied", message: "no", status: 403, requestID: "r")
    static let waiting = AWSRefusal(code: "c", message: "m", status: 429, requestID: nil, retryAfter: 7000)
    static let errors: [AWSError] =
        [
            .refused(refusal), .refused(AWSRefusal(code: "c", message: "", status: 400, requestID: nil)),
            .throttled(refusal, attempts: 3), .refused(waiting), .throttled(waiting, attempts: 1),
            .unavailable(refusal, attempts: 2), .deadlineExceeded(host: "h", milliseconds: 5),
            .clockSkew(seconds: -7200), .badAnswer(host: "h", status: 302, fault: .redirect),
            .badAnswer(host: "h", status: 200, fault: .missing("x")), .badAnswer(host: "h", status: 200, fault: .invalid("y")),
            .badAnswer(host: "h", status: 200, fault: .ofAccount(id: "1", field: "z")),
            .badAnswer(host: "h", status: 403, fault: .notAWS), .badParameter(name: "p"), .cancelled,
        ] + TransportFault.allCases.map { .unreachable(host: "h", fault: $0) }
        + SettingFault.allCases.map { .badSetting(name: "n", fault: $0) }
        + [
            JSONFault.tooLarge, .tooDeep(at: 1), .truncated, .notUTF8, .loneSurrogate(at: 2), .duplicateName(at: 3),
            .trailing(at: 4),
            .malformed(at: 0),
        ].map { .badAnswer(host: "h", status: 200, fault: .json($0)) }
        + [
            XMLFault.tooLarge, .tooDeep, .truncated, .documentType, .unknownEntity(at: 1), .mismatchedEnd(at: 2),
            .nameTooLong(at: 3),
            .trailing(at: 4), .repeated, .malformed(at: 0),
        ].map { .badAnswer(host: "h", status: 200, fault: .xml($0)) }

    @Test(arguments: errors)
    func everyErrorComesBackAsItWas(_ error: AWSError) throws {
        let reply = try WorkerReply(parsing: WorkerReply(id: 1, clockSkew: 2, result: .failure(error)).encoded())
        guard case .failure(let again) = reply.result else {
            Issue.record("no error")
            return
        }
        #expect(again == error)
        #expect(reply.id == 1 && reply.clockSkew == 2)
    }

    @Test func credentialsComeBackAsTheyWere() throws {
        let reply = WorkerReply(id: 1, clockSkew: 0, result: .success(.credentials(Self.credentials))).encoded()
        guard case .success(.credentials(let again)) = try WorkerReply(parsing: reply).result else {
            Issue.record("no credentials")
            return
        }
        #expect(again.accessKeyID == "ASIA1" && again.expiration == 42 && again.accountID == "1")
        #expect(again.secretAccessKey.text == "secret" && again.sessionToken?.text == "token")
    }

    @Test(arguments: operations.indices)
    func everyCutOfACallIsRefused(_ index: Int) {
        let whole = Array(Self.frame(Self.operations[index]).bytes)
        for count in 0..<whole.count {
            let cut = SecretArena(Secret(copying: Array(whole[..<count]).rawSpan))
            let isRefused = (try? WorkerRequest(parsing: cut)) == nil
            #expect(isRefused, "cut at \(count)")
        }
        let longer = SecretArena(Secret(copying: (whole + [0]).rawSpan))
        let isRefused = (try? WorkerRequest(parsing: longer)) == nil
        #expect(isRefused)
    }

    @Test func everyChangedByteOfAReplyIsReadOrRefused() {
        let whole = Array(WorkerReply(id: 1, clockSkew: 2, result: .failure(.refused(Self.refusal))).encoded().bytes)
        for index in whole.indices {
            for byte in stride(from: UInt8.min, to: 255, by: 3) {
                var changed = whole
                changed[index] = byte
                _ = try? WorkerReply(parsing: SecretArena(Secret(copying: changed.rawSpan)))  // must end, whatever it says
            }
        }
    }
}

extension String {
    var secret: SecretSlice { SecretSlice(copying: Array(utf8).rawSpan) }
}

extension SecretSlice {
    var text: String { String(decoding: Array(bytes), as: UTF8.self) }
}
