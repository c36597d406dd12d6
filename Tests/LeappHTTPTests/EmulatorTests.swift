import EmulatorSupport
import LeappAWS
import LeappBytes
import LeappCrypto
import LeappHTTP
import Testing

@Suite("Against a server that checks signatures", .enabled(if: Emulator.isPresent, Comment(rawValue: Emulator.absence)))
struct EmulatorTests {
    private static let account = "arn:aws:iam::123456789012"
    private static let roles = """
        {"roles": {"\(account):role/dev": {"Trust": {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": "\(account):root"}, "Condition": {"StringEquals": {"sts:ExternalId": "x:/+=1"}}}]}}}}
        """

    private func slice(_ text: String) -> SecretSlice { SecretSlice(copying: Array(text.utf8).rawSpan) }

    private func kind(_ error: AWSError?) -> RefusalKind? {
        if case .refused(let refusal)? = error { refusal.kind } else { nil }
    }

    @Test func itTakesOurSignaturesAndItsRefusalsAreUnderstood() async throws {
        guard let emulator = Emulator(.sts, ["--key", "AKIAALICE:SECRET/alice+:user/alice", "--config", Self.roles]) else {
            Issue.record("the emulator did not start")
            return
        }
        let environment = AWSEnvironment(["AWS_ENDPOINT_URL_STS": emulator.url])
        let transport = AsyncHTTPTransport()
        let client = AWSClient(transport: transport)
        let alice = Credentials(accessKeyID: "AKIAALICE", secretAccessKey: slice("SECRET/alice+"))
        func ask(_ operation: AWSOperation, _ credentials: Credentials) async -> Result<AWSAnswer, AWSError> {
            let call = AWSCall(operation, region: "eu-central-1", credentials: credentials, environment: environment)
            do throws(AWSError) { return .success(try await client.call(call)) } catch { return .failure(error) }
        }
        func error(_ result: Result<AWSAnswer, AWSError>) -> AWSError? {
            if case .failure(let error) = result { error } else { nil }
        }
        func credentials(_ result: Result<AWSAnswer, AWSError>) throws -> Credentials {
            if case .credentials(let credentials) = try result.get() { return credentials }
            throw AWSError.cancelled
        }

        let session = try credentials(await ask(.getSessionToken(GetSessionToken(durationSeconds: 900)), alice))
        #expect(session.expiration != nil)
        var role = AssumeRole(roleARN: Self.account + ":role/dev", sessionName: "a@b,c=d")
        #expect(kind(error(await ask(.assumeRole(role), session))) == .accessDenied)
        role.externalID = "x:/+=1"
        role.tags = [SessionTag(key: "Ünder", value: "a b+c/d&e=f")]
        role.transitiveTagKeys = ["Ünder"]
        role.policy = "{\"Version\": \"2012-10-17\", \"Statement\": []}"
        role.policyARNs = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
        let dev = try credentials(await ask(.assumeRole(role), session))
        #expect(dev.accountID == "123456789012")
        guard case .identity(let identity) = try await ask(.getCallerIdentity, dev).get() else {
            Issue.record("no identity")
            return
        }
        #expect(identity.arn == "arn:aws:sts::123456789012:assumed-role/dev/a@b,c=d")

        let tokenless = Credentials(accessKeyID: dev.accessKeyID, secretAccessKey: dev.secretAccessKey)
        #expect(kind(error(await ask(.getCallerIdentity, tokenless))) == .unknownCredentials)
        let stranger = Credentials(accessKeyID: "AKIANOBODY", secretAccessKey: slice("x"))
        #expect(kind(error(await ask(.getCallerIdentity, stranger))) == .unknownCredentials)
        let wrong = Credentials(accessKeyID: "AKIAALICE", secretAccessKey: slice("SECRET/alice-"))
        #expect(kind(error(await ask(.getCallerIdentity, wrong))) == .wrongSecret)
        let code = MultiFactor(serialNumber: Self.account + ":mfa/alice", code: slice("000000"))
        #expect(kind(error(await ask(.getSessionToken(GetSessionToken(multiFactor: code)), alice))) == .multiFactorDevice)
        #expect(kind(error(await ask(.getSessionToken(GetSessionToken(durationSeconds: 60)), alice))) == .invalidParameter)
        await transport.shutDown()
    }
}
