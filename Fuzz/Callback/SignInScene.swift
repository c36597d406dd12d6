/// The sign-in that is waited for, and the requests of its browser.
enum SignInScene {
    static let state = Array("0123456789-state-of_the.sign~in-abcdefghijk".utf8)
    static let port: UInt16 = 4711

    /// A request as browsers send it.
    static func head(method: String = "GET", target: [UInt8], host: String = "127.0.0.1:4711") -> [UInt8] {
        Array("\(method) ".utf8) + target + Array(" HTTP/1.1\r\nAccept: */*\r\nHost: \(host)\r\n\r\n".utf8)
    }
}
