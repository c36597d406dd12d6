import LeappAWS
import LeappBytes
import LeappCBOR
import LeappCrypto

/// The longest frame either side sends or takes, in bytes.
let frameLimit = 256 * 1024

/// What the parent says to the worker.
enum WorkerRequest: Sendable {
    /// Ask AWS, and answer under `id`; `clockSkew` is how far AWS was last seen ahead, in seconds.
    case call(id: UInt64, clockSkew: Int64, AWSCall)
    /// Nobody waits for the answer of `id` any more.
    case cancel(id: UInt64)

    /// The frame's content.
    func encoded() -> SecretArena {
        var writer = SecretWriter(capacity: 2048)
        switch self {
        case .call(let id, let clockSkew, let call):
            writer.cborArray(count: 9)
            writer.cbor(unsigned: 0)
            writer.cbor(unsigned: id)
            writer.cbor(integer: clockSkew)
            writer.cbor(integer: call.timeout)
            writer.cbor(text: call.region)
            writer.cbor(texts: call.environment.variables.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
            writer.cbor(optional: call.attempts.map(Int64.init))
            call.authorization.encode(into: &writer)
            call.operation.encode(into: &writer)
        case .cancel(let id):
            writer.cborArray(count: 2)
            writer.cbor(unsigned: 1)
            writer.cbor(unsigned: id)
        }
        return SecretArena(writer.finish())
    }

    /// Reads a frame's content.
    init(parsing frame: SecretArena) throws(CBORError) {
        var reader = CBORReader(frame.bytes)
        let count = try reader.arrayHead()
        let at = reader.offset
        switch (try reader.unsigned(), count) {
        case (0, 9):
            let id = try reader.unsigned()
            let clockSkew = try reader.integer()
            let timeout = try reader.integer()
            let region = try reader.text()
            let pairs = try reader.texts()
            guard pairs.count.isMultiple(of: 2) else { throw .unexpected(at: at, found: .array) }
            let keys = stride(from: 0, to: pairs.count, by: 2).map { (pairs[$0], pairs[$0 + 1]) }
            let attempts = try reader.optionalInteger().map(Int.init)
            let authorization = try AWSAuthorization(reading: &reader, in: frame)
            let operation = try AWSOperation(reading: &reader, in: frame)
            let environment = AWSEnvironment(Dictionary(keys, uniquingKeysWith: { first, _ in first }))
            self = .call(
                id: id, clockSkew: clockSkew,
                AWSCall(
                    operation, region: region, authorization: authorization, environment: environment, timeout: timeout,
                    attempts: attempts))
        case (1, 2): self = .cancel(id: try reader.unsigned())
        default: throw .unexpected(at: at, found: .unsigned)
        }
        try reader.end()
    }
}

/// What the worker says to its parent.
struct WorkerReply: Sendable {
    /// The call that it answers.
    let id: UInt64
    /// How far AWS is ahead now, in seconds.
    let clockSkew: Int64
    /// What came of the call.
    let result: Result<AWSAnswer, AWSError>

    /// A reply of these parts.
    init(id: UInt64, clockSkew: Int64, result: Result<AWSAnswer, AWSError>) {
        self.id = id
        self.clockSkew = clockSkew
        self.result = result
    }

    /// The frame's content.
    func encoded() -> SecretArena {
        var writer = SecretWriter(capacity: 2048)
        writer.cborArray(count: 4)
        writer.cbor(unsigned: id)
        writer.cbor(integer: clockSkew)
        switch result {
        case .success(let answer):
            writer.cbor(unsigned: 0)
            answer.encode(into: &writer)
        case .failure(let error):
            writer.cbor(unsigned: 1)
            error.encode(into: &writer)
        }
        return SecretArena(writer.finish())
    }

    /// Reads a frame's content.
    init(parsing frame: SecretArena) throws(CBORError) {
        var reader = CBORReader(frame.bytes)
        try reader.array(of: 4)
        id = try reader.unsigned()
        clockSkew = try reader.integer()
        let at = reader.offset
        switch try reader.unsigned() {
        case 0: result = .success(try AWSAnswer(reading: &reader, in: frame))
        case 1: result = .failure(try AWSError(reading: &reader))
        default: throw .unexpected(at: at, found: .unsigned)
        }
        try reader.end()
    }
}
