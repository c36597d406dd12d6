import LeappCrypto

extension AWSRefusal {
    /// Reads an answer of `service` that is no success; nil where it is not the service's form of one.
    init?(_ response: HTTPResponse, of service: ServiceRow, retryAfter: Int64?) {
        let status = response.status
        switch service.wire {
        case .query:
            let root = "ErrorResponse"
            let paths = (code: "\(root)/Error/Code", message: "\(root)/Error/Message", requestID: "\(root)/RequestId")
            let fields = try? XMLFields(response.body.bytes, wanted: [paths.code, paths.message, paths.requestID])
            guard let code = fields?.text(paths.code) else { return nil }
            self.init(
                code: code, message: fields?.text(paths.message), requestID: fields?.text(paths.requestID), status: status,
                retryAfter: retryAfter)
        case .restJSON(let codes):
            let fields = try? JSONFields(response.body)
            guard let code = AWSRefusal.code(response.header("x-amzn-errortype"), fields, codes) else { return nil }
            self.init(
                code: code, message: fields?.loose("error_description") ?? fields?.loose("message") ?? fields?.loose("Message"),
                requestID: response.header("x-amzn-requestid"), status: status, retryAfter: retryAfter)
        case .federation:
            guard status != 429, status < 500 else { return nil }
            self.init(code: "SigninRefused", message: nil, requestID: nil, status: status, retryAfter: nil)
        }
    }

    /// A failing server that sent nothing to read.
    init(status: Int, retryAfter: Int64?) {
        self.init(code: "HTTP \(status)", message: "", status: status, requestID: nil, retryAfter: retryAfter)
    }

    private init(code: String, message: String?, requestID: String?, status: Int, retryAfter: Int64?) {
        self.init(
            code: AWSRefusal.line(code, limit: 128), message: AWSRefusal.line(message ?? "", limit: 1024), status: status,
            requestID: requestID.map { AWSRefusal.line($0, limit: 128) }, retryAfter: retryAfter)
    }

    /// The code of a REST-JSON service: the exception's name from the header or the body without what stands around it.
    private static func code(_ header: String?, _ fields: JSONFields?, _ codes: [String: String]) -> String? {
        let exception = (header ?? fields?.loose("__type") ?? fields?.loose("code")).flatMap { word in
            word.prefix { $0 != ":" }.split(separator: "#").last.map(String.init)
        }
        if let exception, let code = codes[exception] { return code }
        return codes.isEmpty ? exception : fields?.loose("error") ?? exception
    }

    /// The first line of a stranger's text, without control characters, cut at `limit` scalars.
    private static func line(_ text: String, limit: Int) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\r" || line.count >= limit { break }
            if scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format {
                line.append(scalar)
            }
        }
        return String(line)
    }
}
