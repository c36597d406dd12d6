import LeappBytes
import LeappCrypto
import LeappSigV4

extension STSOperation {
    /// Reads an answer with status 200.
    func answer(_ body: SecretSlice) throws(AnswerFault) -> AWSAnswer {
        let fields: XMLFields
        do { fields = try XMLFields(body.bytes, wanted: wanted) } catch { throw .xml(error) }
        switch shape {
        case .credentials: return .credentials(try credentials(fields))
        case .identity:
            return .identity(
                CallerIdentity(
                    accountID: try text("Account", fields), arn: try text("Arn", fields), userID: try text("UserId", fields)))
        }
    }

    private func credentials(_ fields: XMLFields) throws(AnswerFault) -> Credentials {
        let accessKeyID = try text("Credentials/AccessKeyId", fields)
        guard accessKeyID.isAccessKeyID else { throw .invalid("AccessKeyId") }
        guard let time = UTCTime(extended: try text("Credentials/Expiration", fields)) else { throw .invalid("Expiration") }
        return Credentials(
            accessKeyID: accessKeyID, secretAccessKey: try secret("SecretAccessKey", fields, limit: 256),
            sessionToken: try secret("SessionToken", fields, limit: 65_536), expiration: time.seconds,
            accountID: fields.text(path("AssumedRoleUser/Arn")).flatMap(STSOperation.accountID))
    }

    private func text(_ name: String, _ fields: XMLFields) throws(AnswerFault) -> String {
        let short = name.split(separator: "/").last.map(String.init) ?? name
        guard let text = fields.text(path(name)) else { throw .missing(short) }
        guard text.utf8.count <= 2048, !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            throw .invalid(short)
        }
        return text
    }

    private func secret(_ name: String, _ fields: XMLFields, limit: Int) throws(AnswerFault) -> SecretSlice {
        guard let secret = fields.secret(path("Credentials/" + name)) else { throw .missing(name) }
        guard secret.isPrintable(upTo: limit) else { throw .invalid(name) }
        return secret
    }

    /// The account of `arn:aws:sts::123456789012:assumed-role/…`.
    private static func accountID(_ arn: String) -> String? {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[4].utf8.count == 12, parts[4].utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return String(parts[4])
    }
}

extension String {
    /// Whether it can be an access key id: 1 to 128 letters, digits and underscores.
    var isAccessKeyID: Bool {
        (1...128).contains(utf8.count)
            && utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
                    || byte == UInt8(ascii: "_")
            }
    }
}

extension AWSRefusal {
    /// Reads an answer that is no success; nil where it is not AWS's form of one.
    init?(status: Int, body: SecretSlice) {
        let root = "ErrorResponse"
        let paths = (code: "\(root)/Error/Code", message: "\(root)/Error/Message", requestID: "\(root)/RequestId")
        guard let fields = try? XMLFields(body.bytes, wanted: [paths.code, paths.message, paths.requestID]),
            let code = fields.text(paths.code)
        else { return nil }
        self.init(
            code: AWSRefusal.line(code, limit: 128), message: AWSRefusal.line(fields.text(paths.message) ?? "", limit: 1024),
            status: status, requestID: fields.text(paths.requestID).map { AWSRefusal.line($0, limit: 128) })
    }

    /// A failing server that sent nothing to read.
    init(status: Int) { self.init(code: "HTTP \(status)", message: "", status: status, requestID: nil) }

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
