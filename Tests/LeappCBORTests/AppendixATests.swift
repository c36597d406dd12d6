import Foundation
import LeappBytes
import LeappCBOR
import Testing

@Suite struct AppendixATests {
    static let file: URL = {
        var url = URL(filePath: #filePath).resolvingSymlinksInPath()
        while url.path != "/", !FileManager.default.fileExists(atPath: url.appending(path: "spec").path) {
            url.deleteLastPathComponent()
        }
        return url.appending(path: "../shared/conformance/cbor/appendix_a.json").standardizedFileURL
    }()

    /// Of the 82 examples: floats, tags, indefinite lengths, other simple values and integers beyond 64 bits with a sign.
    static let beyondTheSubset = 47

    @Test(.enabled(if: FileManager.default.fileExists(atPath: file.path), "the public examples are not beside the project"))
    func theSubsetIsReadAndWrittenByteForByteAndTheRestRefused() throws {
        let list = try JSONSerialization.jsonObject(with: Data(contentsOf: AppendixATests.file))
        let examples = try #require(list as? [[String: Any]])
        #expect(examples.count == 82)
        var refused = 0
        for example in examples {
            let hex = try #require(example["hex"] as? String)
            let bytes = try #require([UInt8](hex: hex))
            guard let written = Transcript.copy(bytes) else {
                refused += 1
                #expect(isBeyondTheSubset(bytes), "\(hex) was refused")
                continue
            }
            #expect(written == bytes, "\(hex)")
            #expect(!isBeyondTheSubset(bytes), "\(hex) was read")
        }
        #expect(refused == AppendixATests.beyondTheSubset)
    }

    /// Told by looking for the heads that the subset leaves out; strings of the examples hold none of them by chance.
    private func isBeyondTheSubset(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return true }
        let simple = first >> 5 == 7 && !(0xf4...0xf6).contains(first)
        let big = bytes.count == 9 && (first == 0x1b || first == 0x3b) && bytes[1] >= 0x80
        return simple || first >> 5 == 6 || big || bytes.contains(0xff) && bytes.contains { $0 & 31 == 31 && $0 != 0xff }
    }
}
