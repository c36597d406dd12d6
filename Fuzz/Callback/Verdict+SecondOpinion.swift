import LeappLoopback

/// The rules of the listener once more, over arrays and by splitting (RFC 9112 sections 2 to 5, RFC 6749 section 4.1.2).
extension Verdict {
    init(secondOpinionOn head: [UInt8]) {
        guard let request = Request(head) else {
            self = .stray(.garbled)
            return
        }
        let target = request.target.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        if request.host != Array("127.0.0.1:\(SignInScene.port)".utf8) {
            self = .stray(.misdirected)
        } else if target[0] != Array("/oauth/callback".utf8)[...] {
            self = .stray(.notFound)
        } else if request.method != Array("GET".utf8) {
            self = .stray(.notAllowed)
        } else {
            self = target.count == 2 ? Verdict(query: target[1]) : .stray(.notThisSignIn)
        }
    }

    private init(query: ArraySlice<UInt8>) {
        self = .stray(.notThisSignIn)
        var found: [[UInt8]: [UInt8]] = [:]
        let known = ["code", "state", "error", "error_description"].map { Array($0.utf8) }
        for pair in query.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false).map(Array.init)
            guard known.contains(halves[0]) else { continue }
            guard halves.count == 2, found[halves[0]] == nil, let value = Verdict.decoded(halves[1]) else { return }
            found[halves[0]] = value
        }
        func value(_ name: String) -> [UInt8]? { found[Array(name.utf8)].flatMap { $0.isEmpty ? nil : $0 } }
        guard value("state") == SignInScene.state else { return }
        if let error = value("error") {
            self = .refused(
                error: String(decoding: error, as: UTF8.self),
                words: value("error_description").map { String(decoding: $0, as: UTF8.self) })
        } else if let code = value("code"), code.count <= 4096 {
            self = .code(code)
        }
    }

    /// What stands behind each `%` is two digits and then text.
    private static func decoded(_ text: [UInt8]) -> [UInt8]? {
        let parts = text.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false)
        func plain(_ part: some Sequence<UInt8>) -> [UInt8] { part.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 } }
        var bytes = plain(parts[0])
        for part in parts.dropFirst() {
            let digits = part.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ hexadecimal.contains($0) }),
                let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes += [byte] + plain(part.dropFirst(2))
        }
        return bytes
    }

    private static let hexadecimal = Set("0123456789abcdefABCDEF".utf8)

    /// The parts of a head that count.
    private struct Request {
        let method: [UInt8]
        let target: [UInt8]
        let host: [UInt8]

        init?(_ head: [UInt8]) {
            var lines: [[UInt8]] = []
            for line in head.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
                guard line.last == UInt8(ascii: "\r") else { return nil }
                lines.append(Array(line.dropLast()))
                if line.count == 1 { break }
            }
            guard lines.last == [], lines.count > 1 else { return nil }
            let words = lines[0].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(Array.init)
            guard words.count == 3, !words[0].isEmpty, !words[1].isEmpty, words[1].allSatisfy(Request.isVisible),
                words[2].count == 8, words[2].starts(with: Array("HTTP/1.".utf8))
            else { return nil }
            var hosts: [[UInt8]] = []
            for line in lines.dropFirst().dropLast() {
                let halves = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
                guard halves.count == 2, !halves[0].isEmpty, halves[0].allSatisfy(Request.isVisible) else { return nil }
                let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                if String(decoding: halves[0], as: UTF8.self).lowercased() == "host" {
                    hosts.append(Array(halves[1].drop(while: isBlank).reversed().drop(while: isBlank).reversed()))
                }
            }
            guard hosts.count == 1 else { return nil }
            (method, target, host) = (words[0], words[1], hosts[0])
        }

        private static func isVisible(_ byte: UInt8) -> Bool { byte > 32 && byte < 127 }
    }
}
