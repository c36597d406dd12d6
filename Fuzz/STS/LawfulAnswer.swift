import FuzzSupport
import LeappBytes
import LeappCrypto

@testable import LeappAWS

/// An answer as STS writes it, whose texts and shape the input chooses: what was put in comes out.
struct LawfulAnswer {
    private let operation: STSAction
    private let texts: [String]
    private let shape: Decisions

    init(_ bytes: [UInt8]) {
        var decisions = Decisions(bytes)
        operation = STSAction.allCases[decisions.below(STSAction.allCases.count)]
        texts = (0..<3).map { _ in
            let text = decisions.take(1 + decisions.below(60)).map { 33 + $0 % 94 }
            return String(decoding: text.isEmpty ? [65] : text, as: UTF8.self)
        }
        shape = decisions
    }

    func check() {
        var shape = shape
        let fields: [(name: String, text: String)]
        switch operation {
        case .getSessionToken, .getFederationToken, .assumeRole:
            fields = [
                ("Credentials/AccessKeyId", "ASIAEXAMPLE234567890"), ("Credentials/SecretAccessKey", texts[0]),
                ("Credentials/SessionToken", texts[1]), ("Credentials/Expiration", "2026-11-22T09:05:00.123Z"),
            ]
        case .getCallerIdentity: fields = [("Account", texts[0]), ("Arn", texts[1]), ("UserId", texts[2])]
        }
        let body = SecretSlice(copying: Array(document(fields, &shape).utf8).rawSpan)
        switch always("a lawful answer is read", { () throws(AnswerFault) in try operation.answer(body) }) {
        case .credentials(let credentials):
            demand(Array(credentials.secretAccessKey.bytes) == Array(texts[0].utf8), "the secret is what was sent")
            demand(credentials.sessionToken.map { Array($0.bytes) } == Array(texts[1].utf8), "the token is what was sent")
            demand(credentials.expiration == 1_795_338_300, "the end is what was sent")
        case .identity(let identity):
            demand([identity.accountID, identity.arn, identity.userID] == texts, "the identity is what was sent")
        }
        checkRefusal(&shape)
    }

    private func checkRefusal(_ shape: inout Decisions) {
        let error = element("Code", texts[0], &shape) + element("Message", texts[1], &shape)
        let body = "<ErrorResponse><Error>\(error)</Error><RequestId>\(texts[2].escaped)</RequestId></ErrorResponse>"
        let refusal = AWSRefusal(sts: 400, SecretSlice(copying: Array(body.utf8).rawSpan))
        demand(
            refusal?.code == texts[0] && refusal?.message == texts[1] && refusal?.requestID == texts[2],
            "the words are what was sent")
    }

    private func document(_ fields: [(name: String, text: String)], _ shape: inout Decisions) -> String {
        var inner = ""
        var open: String?
        for field in fields {
            let parts = field.name.split(separator: "/").map(String.init)
            let group = parts.count > 1 ? parts[0] : nil
            if open != group {
                if let open { inner += "</\(open)>" }
                if let group { inner += "<\(group)>" }
                open = group
            }
            inner += noise(&shape) + element(parts[parts.count - 1], field.text, &shape)
        }
        if let open { inner += "</\(open)>" }
        let (response, result) = ("\(operation.rawValue)Response", "\(operation.rawValue)Result")
        return
            "<\(response) xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\(noise(&shape))<\(result)>\(inner)</\(result)></\(response)>"
    }

    private func element(_ name: String, _ text: String, _ shape: inout Decisions) -> String {
        let half = text.index(text.startIndex, offsetBy: text.count / 2)
        let written =
            switch shape.below(4) {
            case 0: "<![CDATA[\(text.replacingEnd)]]>"
            case 1: text.unicodeScalars.map { "&#\($0.value);" }.joined()
            case 2: String(text[..<half]).escaped + "<!-- - -->" + String(text[half...]).escaped
            default: text.escaped
            }
        return shape.below(4) == 0 ? "<ns:\(name) a='1' >\(written)</ns:\(name)\n>" : "<\(name)>\(written)</\(name)>"
    }

    private func noise(_ shape: inout Decisions) -> String {
        switch shape.below(5) {
        case 0: "\n  "
        case 1: "<!-- a > b -->"
        case 2: "<Other><Arn/>x</Other>"
        case 3: "<?pi ?>"
        default: ""
        }
    }
}

extension String {
    fileprivate var escaped: String { String(decoding: Array(utf8).escaped, as: UTF8.self) }

    /// A text in which the mark that ends CDATA is written in two.
    fileprivate var replacingEnd: String {
        var text = ""
        for character in self {
            if character == ">", text.hasSuffix("]]") { text += "]]><![CDATA[" }
            text.append(character)
        }
        return text
    }
}
