import FuzzSupport
import LeappBytes

/// A file as it is and with its checksum mended; a code that was typed; a header and a plaintext that are sealed with a known key
/// (spec/format.md). The first byte says which.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzVault(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe input(data, count)
    switch bytes.first {
    case 0x89: WholeFile(bytes).check()
    case UInt8(ascii: "T"): TypedCode(Array(bytes.dropFirst())).check()
    default: SealedParts(bytes).check()
    }
    return 0
}
