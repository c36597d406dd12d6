import FuzzSupport
import LeappBytes

/// `choices (8) ‖ bytes`: the bytes as what a connection to the listener of a sign-in sends, as the target of a request that is lawful
/// but for it, and as the code of an answer that is (Sources/LeappLoopback). A byte 1 stands for the state of the sign-in.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCallback(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe input(data, count)
    let (choices, rest) = (Array(bytes.prefix(8)), Array(bytes.dropFirst(8)))
    let sent = rest.flatMap { $0 == 1 ? SignInScene.state : [$0] }
    HeadRules(sent, choices: choices).check()
    VerdictRules(sent).check()
    VerdictRules(SignInScene.head(target: sent)).check()
    VerdictRules(SignInScene.head(target: Array("/oauth/callback?".utf8) + sent)).check()
    LawfulAnswer(code: rest, choices: choices).check()
    return 0
}
