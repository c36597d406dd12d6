import FuzzSupport
import LeappBytes
import LeappCrypto
import LeappLoopback

/// What holds of the verdict on a head: a second opinion agrees, and whoever does not know the state brings nothing.
struct VerdictRules {
    private let head: [UInt8]

    init(_ head: [UInt8]) { self.head = head }

    func check() {
        let verdict = Verdict(of: head, state: SignInScene.state)
        demand(verdict == Verdict(secondOpinionOn: head), "a second opinion agrees: \(verdict)")
        var other = SignInScene.state
        other[other.count - 1] ^= 1
        for wrong in [other, Array(SignInScene.state.dropLast()), SignInScene.state + [0x6c], []] {
            // Both states can be sent, but not by one request, and neither by one that is genuine for the other.
            guard !verdict.isStray || wrong.isEmpty else { continue }
            demand(Verdict(of: head, state: wrong).isStray, "only the very state makes an answer")
        }
        if case .code(let code) = verdict {
            demand((1...CallbackVerdict.longestCode).contains(code.count), "a code is inside its bounds")
        }
    }
}

/// A verdict that can be compared.
enum Verdict: Equatable {
    case stray(CallbackPage)
    case code([UInt8])
    case refused(error: String, words: String?)

    var isStray: Bool { if case .stray = self { true } else { false } }

    /// What the listener finds.
    init(of head: [UInt8], state: [UInt8]) {
        let text = String(decoding: state, as: UTF8.self)
        switch CallbackVerdict(head.rawSpan, state: text, port: SignInScene.port) {
        case .stray(let page): self = .stray(page)
        case .genuine(.code(let code)): self = .code(Array(code.bytes))
        case .genuine(.refused(let error, let words)): self = .refused(error: error, words: words)
        }
    }
}
