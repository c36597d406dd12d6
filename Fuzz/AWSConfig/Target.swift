import FuzzSupport
import LeappBytes
import LeappCrypto

@testable import LeappAWSConfig

/// `choices (4) ‖ config file ‖ 00 00 ‖ credentials file`: printing gives every byte back, profiles come from the lines of the
/// files, and an edit changes its own lines only.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAWSConfig(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe input(data, count)
    let texts = bytes.dropFirst(4)
    let cut = texts.indices.dropLast().first { texts[$0] == 0 && texts[$0 + 1] == 0 } ?? texts.endIndex
    let config = AWSDocument(.config, path: "config", copying: Array(texts[..<cut]).rawSpan)
    let credentials = AWSDocument(.credentials, path: "credentials", copying: Array(texts[cut...].dropFirst(2)).rawSpan)
    demand(Array(config.bytes) == Array(texts[..<cut]), "printing gives back what was read")
    for document in [config, credentials] {
        DocumentRules(document).check()
        var decisions = Decisions(Array(bytes.prefix(4)))
        EditRules(document).check(&decisions)
    }
    ProfileRules(config, credentials).check()
    return 0
}
