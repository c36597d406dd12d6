import LeappAWS
import LeappBytes
import LeappCBOR
import LeappCrypto
import Testing

@testable import LeappWorker

@Suite struct LoginFrameTests {
    private func frame(_ answer: AWSAnswer) -> SecretArena {
        WorkerReply(id: 9, clockSkew: -1, result: .success(answer)).encoded()
    }

    private func request(_ operation: AWSOperation, _ authorization: AWSAuthorization, attempts: Int? = nil) throws -> AWSCall? {
        let call = AWSCall(
            operation, region: "r", authorization: authorization, environment: AWSEnvironment([:]), timeout: 1, attempts: attempts
        )
        guard case .call(_, _, let again) = try WorkerRequest(parsing: WorkerRequest.call(id: 1, clockSkew: 0, call).encoded())
        else { return nil }
        return again
    }

    @Test(arguments: LoginFrames.answers.indices)
    func anAnswerComesBackAsItWas(_ index: Int) throws {
        let frame = frame(LoginFrames.answers[index])
        #expect(frame.count <= frameLimit)
        let reply = try WorkerReply(parsing: frame)
        let isSame = WorkerReply(id: reply.id, clockSkew: reply.clockSkew, result: reply.result).encoded().bytes
            .isEqual(to: frame.bytes)
        #expect(isSame)
    }

    @Test func everyPartOfAnAnswerComesThrough() throws {
        guard case .success(.portalTokens(let tokens)) = try WorkerReply(parsing: frame(LoginFrames.answers[3])).result,
            case .success(.clientRegistration(let client)) = try WorkerReply(parsing: frame(LoginFrames.answers[2])).result,
            let device = LoginFrames.device("https://c"),
            case .success(.deviceAuthorization(let code)) = try WorkerReply(parsing: frame(device)).result,
            case .success(.accounts(let page)) = try WorkerReply(parsing: frame(.accounts(LoginFrames.fullPage))).result,
            case .success(.signinToken(let token)) = try WorkerReply(parsing: frame(.signinToken("t".secret))).result
        else {
            Issue.record("other answers")
            return
        }
        #expect(tokens.accessToken.text == "access" && tokens.lifetime == 3600 && tokens.refreshToken?.text == "refresh")
        #expect(client.client.id == "id" && client.client.secret.text == "client-secret" && client.expiration == 42)
        #expect(code.deviceCode.text == "device" && code.userCode == "ABCD" && code.lifetime == 600 && code.interval == 5)
        #expect(code.verificationURL.text == "https://device.example/" && code.completeURL?.text == "https://c")
        #expect(page == LoginFrames.fullPage)
        #expect(token.text == "t")
    }

    @Test func everyPartOfACallComesThrough() throws {
        let call = try request(LoginFrames.operations[4], .none)
        guard case .createToken(let parameters) = call?.operation, case .authorizationCode(let code) = parameters.grant else {
            Issue.record("other call")
            return
        }
        #expect(parameters.client.id == "id" && parameters.client.secret.text == "client-secret")
        #expect(code.code.text == "code" && code.verifier.text == "verifier" && code.redirectURI == "http://127.0.0.1:1/cb")
        guard case .registerClient(let client) = try request(LoginFrames.operations[0], .none)?.operation else {
            Issue.record("other call")
            return
        }
        #expect(client.name == "leapp" && client.scopes == ["sso:account:access"] && client.issuerURL == "https://x")
        #expect(client.grantTypes == [.authorizationCode, .refreshToken] && client.redirectURIs == ["http://127.0.0.1/cb"])
    }

    @Test func whatLetsInAndHowOftenComesThrough() throws {
        guard let none = try request(.logout, .none), case .none = none.authorization, none.attempts == nil,
            let bearer = try request(.logout, .bearer("token".secret), attempts: 1),
            case .bearer(let token) = bearer.authorization
        else {
            Issue.record("other authorization")
            return
        }
        #expect(token.text == "token" && bearer.attempts == 1)
        #expect(try request(.logout, .signed(FrameTests.credentials))?.credentials?.accessKeyID == "ASIA1")
    }

    @Test(arguments: LoginFrames.answers.indices)
    func everyCutOfAnAnswerIsRefused(_ index: Int) {
        let whole = Array(frame(LoginFrames.answers[index]).bytes)
        for count in stride(from: 0, to: whole.count, by: max(1, whole.count / 200)) {
            let isRefused = (try? WorkerReply(parsing: SecretArena(Secret(copying: Array(whole[..<count]).rawSpan)))) == nil
            #expect(isRefused, "cut at \(count)")
        }
    }

    @Test(arguments: LoginFrames.answers.indices)
    func everyChangedByteOfAnAnswerIsReadOrRefused(_ index: Int) {
        let whole = Array(frame(LoginFrames.answers[index]).bytes)
        guard whole.count < 1000 else { return }  // the full page says nothing that the empty one does not
        for place in whole.indices {
            for byte in stride(from: UInt8.min, to: 255, by: 7) {
                var changed = whole
                changed[place] = byte
                _ = try? WorkerReply(parsing: SecretArena(Secret(copying: changed.rawSpan)))  // must end, whatever it says
            }
        }
    }

    /// A device authorization with these URLs, which are not looked at.
    private func device(_ url: String, complete: String) -> SecretArena {
        var writer = SecretWriter()
        writer.cborArray(count: 4)
        writer.cbor(unsigned: 1)
        writer.cbor(integer: 0)
        writer.cbor(unsigned: 0)
        writer.cborArray(count: 2)
        writer.cbor(unsigned: 3)
        writer.cborArray(count: 6)
        writer.cbor(bytes: "device".secret.bytes)
        writer.cbor(text: "ABCD")
        writer.cbor(text: url)
        writer.cbor(text: complete)
        writer.cbor(integer: 600)
        writer.cbor(integer: 5)
        return SecretArena(writer.finish())
    }

    @Test(arguments: [
        ("https://a", "https://a", false), ("http://evil.example/", "https://a", true), ("javascript:1", "https://a", true),
        ("", "https://a", true), ("https://a", "http://evil.example/", true), ("https://a", "", true),
    ])
    func aURLThatNoBrowserMayOpenIsRefusedHereToo(_ url: String, complete: String, isRefused: Bool) {
        let wasRefused = (try? WorkerReply(parsing: device(url, complete: complete))) == nil
        #expect(wasRefused == isRefused)
    }
}
