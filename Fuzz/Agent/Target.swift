import FuzzSupport
import LeappAgentProtocol
import LeappBytes

/// `choices (12) ‖ frame`: the frame, disturbed as the choices say, from whichever of them on, as every message of the protocol, and
/// the bytes of a connection in pieces (spec/agent.md sections 3 to 5).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAgent(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe input(data, count)
    let frame = Array(bytes.dropFirst(12))
    var choices = Array(bytes.prefix(12))
    Connection(Item.disturbed(frame, by: choices)).check()
    for _ in 0..<(choices.allSatisfy { $0 == 0 } ? 1 : 12) {
        let disturbed = Item.disturbed(frame, by: choices)
        for message in Message.all { message.check(disturbed) }
        HeadRules(disturbed).check()
        choices = Array(choices.dropFirst() + choices.prefix(1))
    }
    return 0
}
