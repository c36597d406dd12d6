import FuzzSupport
import LeappBytes
import LeappCrypto

@testable import LeappAWS
@testable import LeappJSON

/// Any bytes as JSON and as the answers of AWS that are JSON; then a document built from the bytes as choices, which is read as
/// what it says (Sources/LeappJSON).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe input(data, count)
    let body = SecretSlice(copying: bytes.rawSpan)
    if let value = try? JSONValue(parsing: body) {
        demand(String(validating: bytes, as: UTF8.self) != nil, "what was read is UTF-8")
        checkStrings(value, depth: 0)
    }
    if let fields = try? JSONFields(body) { checkAnswers(fields) }
    var decisions = Decisions(bytes)
    Document(&decisions).check()
    return 0
}

private func checkStrings(_ value: JSONValue, depth: Int) {
    switch value {
    case .null, .bool, .integer, .otherNumber, .object: break
    case .string(let string):
        let secret = string.secret
        demand(Array(secret.bytes) == Array(string.text.utf8), "a text is the same in secret memory and outside of it")
    case .array(let values):
        demand(depth < JSONValue.depthLimit, "nothing is nested deeper than the limit")
        for value in values { checkStrings(value, depth: depth + 1) }
    }
}

private func checkAnswers(_ fields: JSONFields) {
    if let answer = try? ClientRegistration(fields) {
        demand((1...253_402_300_799).contains(answer.expiration), "a registration ends before the year 10000")
    }
    if let answer = try? DeviceAuthorization(fields) {
        demand(isPrintable(answer.deviceCode) && answer.userCode.utf8.count <= 64, "codes are short and printable")
        demand((1...86_400).contains(answer.lifetime) && (1...600).contains(answer.interval), "waiting is bounded")
    }
    if let answer = try? PortalTokens(fields) {
        demand(isPrintable(answer.accessToken) && (answer.refreshToken.map(isPrintable) ?? true), "tokens are printable")
        demand((1...31_536_000).contains(answer.lifetime), "a token ends")
    }
    if let page = try? AccountPage(fields) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        demand(
            page.accounts.allSatisfy { $0.id.utf8.count == 12 && $0.id.utf8.allSatisfy(digits.contains) }, "accounts are numbers")
    }
}

private func isPrintable(_ secret: SecretSlice) -> Bool {
    (1...65_536).contains(secret.count) && Array(secret.bytes).allSatisfy { (33...126).contains($0) }
}
