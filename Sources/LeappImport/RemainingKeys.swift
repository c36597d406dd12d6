public import LeappAWSConfig
import LeappBytes

/// Lines that hold a secret key, in whatever style some tool would read it: what a scrub has to tell of where it left any.
public struct RemainingKeys: Equatable, Sendable {
    /// The file's path.
    public let path: String
    /// The lines, counted from 1.
    public let lines: [Int]

    /// Looks through a document's bytes as they are, whether or not its sections can be read; nil where there is none.
    public init?(in document: AWSDocument) {
        let key = Array("aws_secret_access_key".utf8)
        let bytes = document.bytes
        var lines: [Int] = []
        var (line, start) = (1, 0)
        for end in 0...bytes.byteCount where end == bytes.byteCount || bytes[end] == UInt8(ascii: "\n") {
            var place = start
            while place < end, [UInt8(ascii: " "), UInt8(ascii: "\t")].contains(bytes[place]) { place += 1 }
            if end - place > key.count, key.indices.allSatisfy({ bytes[place + $0] | 0x20 == key[$0] | 0x20 }) {
                lines.append(line)
            }
            (line, start) = (line + 1, end + 1)
        }
        guard !lines.isEmpty else { return nil }
        path = document.path
        self.lines = lines
    }
}
