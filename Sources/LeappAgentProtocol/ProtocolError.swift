public import LeappCBOR

/// Why bytes are not a message of the agent's protocol (spec/agent.md).
public enum ProtocolError: Error, Equatable, Sendable {
    /// A frame announced `length` bytes: none, or more than ``AgentLimits/frame``.
    case frameLength(Int)
    /// The frame is not the deterministic CBOR subset, or not a map of texts.
    case malformed(CBORError)
    /// The request names an operation that this version does not know.
    case unknownOperation(String)
    /// The request is of another version of the protocol.
    case unknownVersion(Int64)
    /// A field that the message cannot do without is not there.
    case missing(String)
    /// A field's value is outside of what the field allows.
    case badValue(String)
    /// The message is of another operation than the one that was asked for.
    case otherOperation(AgentOperation)
}
