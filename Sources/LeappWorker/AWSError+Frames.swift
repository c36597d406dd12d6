import LeappAWS
import LeappCBOR
import LeappCrypto

/// An error as frames carry it: a name, texts and numbers.
private struct ErrorFacts: Equatable {
    var name: String
    var texts: [String] = []
    var numbers: [Int64] = []
}

extension AWSError {
    /// Appends the error's name and facts.
    func encode(into writer: inout SecretWriter) {
        let facts = facts
        writer.cborArray(count: 3)
        writer.cbor(text: facts.name)
        writer.cbor(texts: facts.texts)
        writer.cborArray(count: facts.numbers.count)
        for number in facts.numbers { writer.cbor(integer: number) }
    }

    /// Reads an error.
    init(reading reader: inout CBORReader) throws(CBORError) {
        let start = reader.offset
        try reader.array(of: 3)
        var facts = ErrorFacts(name: try reader.text(), texts: try reader.texts())
        let count = try reader.arrayHead()
        for _ in 0..<count { facts.numbers.append(try reader.integer()) }
        guard let error = AWSError(facts) else { throw .unexpected(at: start, found: .array) }
        self = error
    }

    private var facts: ErrorFacts {
        switch self {
        case .refused(let refusal): refusal.facts("refused")
        case .throttled(let refusal, let attempts): refusal.facts("throttled", attempts: attempts)
        case .unavailable(let refusal, let attempts): refusal.facts("unavailable", attempts: attempts)
        case .unreachable(let host, let fault): ErrorFacts(name: "unreachable", texts: [host, fault.rawValue])
        case .deadlineExceeded(let host, let milliseconds):
            ErrorFacts(name: "deadline", texts: [host], numbers: [milliseconds])
        case .clockSkew(let seconds): ErrorFacts(name: "clock", numbers: [seconds])
        case .badAnswer(let host, let status, let fault):
            ErrorFacts(name: "answer", texts: [host] + fault.texts, numbers: [Int64(status)] + fault.numbers)
        case .badSetting(let name, let fault): ErrorFacts(name: "setting", texts: [name, fault.rawValue])
        case .badParameter(let name): ErrorFacts(name: "parameter", texts: [name])
        case .worker: ErrorFacts(name: "worker")
        case .cancelled: ErrorFacts(name: "cancelled")
        }
    }

    private init?(_ facts: ErrorFacts) {
        let texts = facts.texts
        let numbers = facts.numbers
        switch (facts.name, texts.count, numbers.count) {
        case ("refused", 2...3, 2...3): self = .refused(AWSRefusal(facts))
        case ("throttled", 2...3, 2...3): self = .throttled(AWSRefusal(facts), attempts: Int(numbers[1]))
        case ("unavailable", 2...3, 2...3): self = .unavailable(AWSRefusal(facts), attempts: Int(numbers[1]))
        case ("unreachable", 2, 0):
            guard let fault = TransportFault(rawValue: texts[1]) else { return nil }
            self = .unreachable(host: texts[0], fault: fault)
        case ("deadline", 1, 1): self = .deadlineExceeded(host: texts[0], milliseconds: numbers[0])
        case ("clock", 0, 1): self = .clockSkew(seconds: numbers[0])
        case ("answer", 2..., 1...):
            guard let fault = AnswerFault(Array(texts.dropFirst()), Array(numbers.dropFirst())) else { return nil }
            self = .badAnswer(host: texts[0], status: Int(numbers[0]), fault: fault)
        case ("setting", 2, 0):
            guard let fault = SettingFault(rawValue: texts[1]) else { return nil }
            self = .badSetting(name: texts[0], fault: fault)
        case ("parameter", 1, 0): self = .badParameter(name: texts[0])
        case ("worker", 0, 0): self = .worker(.garbled)
        case ("cancelled", 0, 0): self = .cancelled
        default: return nil
        }
    }
}

extension AWSRefusal {
    fileprivate func facts(_ name: String, attempts: Int = 1) -> ErrorFacts {
        ErrorFacts(
            name: name, texts: [code, message] + (requestID.map { [$0] } ?? []),
            numbers: [Int64(status), Int64(attempts)] + (retryAfter.map { [$0] } ?? []))
    }

    fileprivate init(_ facts: ErrorFacts) {
        self.init(
            code: facts.texts[0], message: facts.texts[1], status: Int(facts.numbers[0]),
            requestID: facts.texts.count > 2 ? facts.texts[2] : nil, retryAfter: facts.numbers.count > 2 ? facts.numbers[2] : nil)
    }
}
