import Glibc
import LeappBytes

/// What this program makes of files, and of two states that are joined: asked on standard input, answered on standard output, for tests that compare readers.
///
/// A question is its length (four bytes, big-endian) and a CBOR array (``Question``, ``Join``). The answer to a file is a line:
/// the class of spec/format.md section 9, or OK, and where the file opened the BLAKE2b-256 of its payload in hexadecimal.
@main enum VaultVerdict {
    private static let longest = 1 << 29

    static func main() {
        while let head = next(4) {
            let length = head.reduce(0) { $0 << 8 | Int($1) }
            guard length <= longest, let body = next(length), let line = line(body) else { exit(65) }
            answer(Array("\(line)\n".utf8))
        }
    }

    private static func line(_ body: [UInt8]) -> String? {
        Join(body)?.line ?? Question(body).map { Verdict(of: $0).line }
    }

    /// The next `count` bytes of standard input; nil where it ends.
    private static func next(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var got = 0
        while got < count {
            let more = unsafe bytes.withUnsafeMutableBytes { unsafe read(0, $0.baseAddress! + got, count - got) }
            guard more > 0 else { return nil }
            got += more
        }
        return bytes
    }

    private static func answer(_ line: [UInt8]) {
        guard unsafe write(1, line, line.count) == line.count else { exit(74) }
    }
}
