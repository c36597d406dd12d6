import LeappBytes
public import LeappCrypto

/// What the listener answers: plain pages without scripts, secrets, or anything that the request said.
public enum CallbackPage: CaseIterable, Sendable {
    /// The sign-in's answer has arrived.
    case received
    /// The answer has arrived, and it is a no.
    case refused
    /// No request of HTTP.
    case garbled
    /// The request is for another host's name.
    case misdirected
    /// Another path.
    case notFound
    /// Another method.
    case notAllowed
    /// No state, or not that of the sign-in that runs.
    case notThisSignIn
    /// The head does not end.
    case tooLarge

    /// The whole answer: head and page.
    public var bytes: [UInt8] {
        let page = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>leapp</title></head>
            <body><h1>leapp</h1><p>\(words)</p></body></html>

            """
        var head = [
            "HTTP/1.1 \(status)", "Content-Type: text/html; charset=utf-8", "Content-Length: \(page.utf8.count)",
            "Cache-Control: no-store", "Referrer-Policy: no-referrer", "X-Content-Type-Options: nosniff",
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
            "Connection: close",
        ]
        if case .notAllowed = self { head.append("Allow: GET") }
        return Array((head + ["", page]).joined(separator: "\r\n").utf8)
    }

    /// The same, as a connection sends it.
    public var slice: SecretSlice { SecretSlice(copying: bytes.rawSpan) }

    private var status: String {
        switch self {
        case .received, .refused: "200 OK"
        case .garbled, .notThisSignIn: "400 Bad Request"
        case .misdirected: "421 Misdirected Request"
        case .notFound: "404 Not Found"
        case .notAllowed: "405 Method Not Allowed"
        case .tooLarge: "431 Request Header Fields Too Large"
        }
    }

    private var words: String {
        switch self {
        case .received: "leapp has the answer to its sign-in. The terminal says how it went; this page can be closed."
        case .refused: "The sign-in was refused. The terminal says more; this page can be closed."
        case .garbled: "This is not a request that leapp understands."
        case .misdirected, .notFound, .notAllowed: "There is nothing here."
        case .notThisSignIn: "This does not belong to the sign-in that leapp waits for, which goes on."
        case .tooLarge: "The request is too large."
        }
    }
}
