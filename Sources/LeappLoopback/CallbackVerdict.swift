import LeappBytes
public import LeappCrypto

/// What a sign-in's browser brought.
public enum CallbackAnswer: Sendable {
    /// The authorization code.
    case code(SecretSlice)
    /// The user or the portal said no, or something went wrong there: the code of RFC 6749 section 4.1.2.1, and words.
    case refused(error: String, words: String?)
}

/// What a request to the listener is.
public enum CallbackVerdict: Sendable {
    /// The answer that is waited for.
    case genuine(CallbackAnswer)
    /// Something else, which is told so and otherwise ignored.
    case stray(CallbackPage)

    /// The longest authorization code, as the agent takes it.
    public static let longestCode = 4096

    /// Judges a request: only one that names the listener by its address, comes by GET and has the state counts.
    ///
    /// A page that has its own name resolve to 127.0.0.1 sends that name as `Host`.
    public init(_ head: RawSpan, state: String, port: UInt16) {
        guard let request = CallbackRequest(parsing: head) else {
            self = .stray(.garbled)
            return
        }
        guard request.host.isEqual(to: "127.0.0.1:\(port)") else {
            self = .stray(.misdirected)
            return
        }
        guard request.path.isEqual(to: CallbackRequest.path) else {
            self = .stray(.notFound)
            return
        }
        guard request.method.isEqual(to: "GET") else {
            self = .stray(.notAllowed)
            return
        }
        guard let query = request.query, let answer = CallbackVerdict.answer(query, state: state) else {
            self = .stray(.notThisSignIn)
            return
        }
        self = .genuine(answer)
    }

    /// What the browser says; nil where it does not have the state, or neither a code nor an error.
    private static func answer(_ query: RawSpan, state: String) -> CallbackAnswer? {
        guard let parameters = CallbackParameters(query: query), let given = parameters["state"],
            constantTimeEqual(given.bytes, Array(state.utf8).rawSpan)
        else { return nil }
        if let error = parameters.text("error") { return .refused(error: error, words: parameters.text("error_description")) }
        guard let code = parameters["code"], code.count <= longestCode else { return nil }
        return .code(code)
    }
}
