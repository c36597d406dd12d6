import LeappAgentProtocol

extension AgentFailure {
    /// What a caller is told whose bytes are not a request.
    init(refusing error: ProtocolError) {
        switch error {
        case .unknownOperation:
            self.init(
                exit: 17, code: "UNKNOWN_OPERATION",
                message: "the agent does not know this operation; is it older than the caller?")
        case .unknownVersion:
            self.init(exit: 17, code: "UNKNOWN_VERSION", message: "the agent speaks another version of its protocol")
        case .frameLength(let length):
            self.init(exit: 1, code: "LIMIT", message: "a request's frame of \(length) bytes is outside of the protocol's bounds")
        case .malformed, .missing, .badValue, .otherOperation:
            self.init(exit: 1, code: "BAD_REQUEST", message: "the agent cannot read the request")
        }
    }

    /// What a caller is told when as many as may be are there already.
    static let busy = AgentFailure(exit: 1, code: "BUSY", message: "the agent has too many callers; try again")

    /// What a caller is told whose request was given up without an answer.
    static let unanswered = AgentFailure(exit: 1, code: "INTERNAL", message: "the agent found no answer")
}
