import LeappAWS
import LeappCrypto

/// One call through a client over some transport.
struct Asking {
    let transport: any HTTPTransport
    var environment: [String: String] = [:]
    var effects: AWSEffects = FakeTime().effects()

    func ask(
        _ operation: AWSOperation, _ authorization: AWSAuthorization = .none, timeout: Int64 = 30_000, attempts: Int? = nil
    ) async -> Result<AWSAnswer, AWSError> {
        let client = AWSClient(transport: transport, effects: effects)
        let call = AWSCall(
            operation, region: "eu-west-1", authorization: authorization, environment: AWSEnvironment(environment),
            timeout: timeout, attempts: attempts)
        do throws(AWSError) { return .success(try await client.call(call)) } catch { return .failure(error) }
    }
}

extension Result<AWSAnswer, AWSError> {
    /// Why there is no answer.
    var error: AWSError? { if case .failure(let error) = self { error } else { nil } }

    /// What AWS's refusal means, where it is one.
    var kind: RefusalKind? {
        switch self {
        case .failure(.refused(let refusal)), .failure(.throttled(let refusal, _)), .failure(.unavailable(let refusal, _)):
            refusal.kind
        case .failure, .success: nil
        }
    }
}
