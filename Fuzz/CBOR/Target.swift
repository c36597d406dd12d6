import FuzzSupport
import LeappBytes
import LeappCBOR

/// What is read and written again is the same bytes; passing over an item and reading it part by part find the same; what is
/// lawful is read (spec/format.md section 5).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCBOR(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe input(data, count)
    readAny(bytes)
    readLawful(Decisions(bytes))
    return 0
}

private func readAny(_ bytes: [UInt8]) {
    var passing = CBORReader(bytes.rawSpan)
    var passed: CBORError?
    do { _ = try passing.item() } catch { passed = error }
    demand(passing.offset <= bytes.count, "the reader stays inside its input")

    var reader = CBORReader(bytes.rawSpan)
    let tree: Tree
    do {
        tree = try Tree(&reader)
    } catch {
        demand(passed != nil, "an item was passed over that cannot be read: \(error)")
        return
    }
    demand(passed == nil, "an item was read that is not passed over: \(String(describing: passed))")
    demand(reader.offset == passing.offset, "both find the same end")
    demand(tree.encoded == Array(bytes[..<reader.offset]), "decoding and encoding again is the identity")
}

private func readLawful(_ decisions: consuming Decisions) {
    let tree = Tree(&decisions)
    let bytes = tree.encoded
    var reader = CBORReader(bytes.rawSpan)
    do {
        let again = try Tree(&reader)
        try reader.end()
        demand(tree.depth <= CBORReader.maximumDepth, "nothing deeper than the limit is read")
        demand(again.encoded == bytes, "what was written is what is read")
    } catch {
        demand(tree.depth > CBORReader.maximumDepth, "what is lawful is read: \(error)")
    }
}
