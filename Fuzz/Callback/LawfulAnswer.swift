import FuzzSupport
import LeappBytes
import LeappLoopback

/// An answer made of the fuzzer's bytes: its code comes back as it was, however it was written; changed in one thing, it brings nothing.
struct LawfulAnswer {
    private let code: [UInt8]
    private let choices: [UInt8]

    /// The code may be repeated up to its longest length, or to one byte more or less.
    init(code: [UInt8], choices: [UInt8]) {
        let last = Int(choices.last ?? 0)
        let isLong = last >= 192 && !code.isEmpty
        let length = isLong ? CallbackVerdict.longestCode - 1 + last % 3 : code.count
        self.code = (0..<length).map { code[$0 % code.count] }
        self.choices = choices
    }

    func check() {
        let pairs = [
            "code=" + escaped(code), "state=" + escaped(SignInScene.state), "session_state=%zz", "iss=https://a/?b", "",
        ]
        let turn = Int(choices.first ?? 0) % pairs.count
        let ordered = Array(pairs[turn...] + pairs[..<turn])
        let expected: Verdict = code.isEmpty || code.count > CallbackVerdict.longestCode ? .stray(.notThisSignIn) : .code(code)
        demand(verdict(ordered) == expected, "a code comes back as it was")
        for pair in ordered where pair.hasPrefix("code=") || pair.hasPrefix("state=") {
            demand(verdict(ordered + [pair]).isStray, "what is named twice counts for nothing")
            demand(verdict(ordered.filter { $0 != pair }).isStray, "without a code or the state there is no answer")
        }
        demand(verdict(ordered, path: "/oauth/callback/") == .stray(.notFound), "no other path is the listener's")
        demand(verdict(ordered, method: "POST") == .stray(.notAllowed), "no other method is taken")
        demand(verdict(ordered, host: "localhost:4711") == .stray(.misdirected), "no other name is the listener's")
    }

    private func verdict(
        _ pairs: [String], path: String = "/oauth/callback", method: String = "GET", host: String = "127.0.0.1:4711"
    ) -> Verdict {
        let target = Array("\(path)?\(pairs.joined(separator: "&"))".utf8)
        return Verdict(of: SignInScene.head(method: method, target: target, host: host), state: SignInScene.state)
    }

    /// The bytes as a value; which of them are written plainly, and in which case digits are, the choices say.
    private func escaped(_ bytes: [UInt8]) -> String {
        var text = ""
        for (index, byte) in bytes.enumerated() {
            let choice = choices.isEmpty ? 0 : choices[index % choices.count]
            let isPlain = byte > 32 && byte < 127 && !"%&+".utf8.contains(byte)
            if byte == 32, choice & 1 == 1 {
                text += "+"
            } else if isPlain, choice & 2 == 2 {
                text += String(UnicodeScalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: choice & 4 == 4)
                text += (byte < 16 ? "%0" : "%") + digits
            }
        }
        return text
    }
}
