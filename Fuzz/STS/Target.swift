import FuzzSupport
import LeappBytes
import LeappCrypto

@testable import LeappAWS

/// A body as it is, read as every kind of answer; then an answer made of its bytes, whose fields come back
/// (Sources/LeappAWS).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSTS(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe input(data, count)
    Document(bytes).check()
    StrangeAnswer(bytes).check()
    LawfulAnswer(bytes).check()
    TimeRules(bytes).check()
    return 0
}
