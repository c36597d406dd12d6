import FuzzSupport
import LeappBytes
import LeappCrypto

@testable import LeappAWS

/// Any body as an answer: what is taken from it is inside the bounds that callers rely on.
struct StrangeAnswer {
    private let body: SecretSlice

    init(_ bytes: [UInt8]) { body = SecretSlice(copying: bytes.rawSpan) }

    func check() {
        for action in STSAction.allCases {
            do {
                check(try action.answer(body))
            } catch {
                check(error)
            }
        }
        for status in [400, 403, 429, 503] {
            guard let refusal = AWSRefusal(sts: status, body) else { continue }
            demand(isLine(refusal.code, 128) && isLine(refusal.message, 1024), "a refusal's words are one line")
            demand(refusal.requestID.map { isLine($0, 128) } ?? true, "a request's id is one line")
            demand(refusal.status == status, "a refusal keeps its status")
            if status == 429 { demand(refusal.kind == .throttled, "429 asks to slow down") }
        }
    }

    private func check(_ answer: STSAction.Answer) {
        switch answer {
        case .credentials(let credentials):
            demand(credentials.accessKeyID.utf8.allSatisfy { (33...126).contains($0) }, "an access key id is printable")
            demand(
                (1...256).contains(credentials.secretAccessKey.count) && isPrintable(credentials.secretAccessKey),
                "a secret is printable")
            guard let token = credentials.sessionToken else { broken("temporary credentials have a token") }
            demand((1...65_536).contains(token.count) && isPrintable(token), "a token is printable")
            demand(credentials.expiration != nil, "temporary credentials end")
            if let account = credentials.accountID {
                demand(
                    account.utf8.count == 12 && account.utf8.allSatisfy { (48...57).contains($0) }, "an account is twelve digits")
            }
        case .identity(let identity):
            for text in [identity.accountID, identity.arn, identity.userID] {
                demand((1...2048).contains(text.utf8.count), "a text is not empty and not long")
                demand(text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }, "a text holds no control characters")
            }
        }
    }

    private func check(_ fault: AnswerFault) {
        switch fault {
        case .xml: break
        case .json: broken("STS does not speak JSON")
        case .ofAccount: broken("STS lists no accounts")
        case .missing(let name), .invalid(let name):
            demand(name.utf8.allSatisfy { $0 < 128 && $0 > 32 }, "a fault names an element")
        case .redirect, .notAWS: broken("a body alone is neither a redirection nor a portal's page")
        }
    }

    private func isLine(_ text: String, _ limit: Int) -> Bool {
        text.unicodeScalars.count <= limit && text.unicodeScalars.allSatisfy { $0.value >= 32 && !(127...159).contains($0.value) }
    }

    private func isPrintable(_ secret: SecretSlice) -> Bool { Array(secret.bytes).allSatisfy { (33...126).contains($0) } }
}
