import Glibc
import LeappBytes

/// Says on standard error, in one line, why the command failed; returns `code`, which it ends with.
///
/// Control characters of texts that came from elsewhere, and those that turn the direction of writing, do not reach the terminal.
func complain(_ words: String, _ code: CInt) -> CInt {
    var line = Array("leapp: ".utf8)
    for scalar in words.unicodeScalars {
        switch scalar.value {
        case 0..<0x20, 0x7f...0x9f, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069: line.append(UInt8(ascii: " "))
        default: line += UTF8.encode(scalar).map(Array.init) ?? []
        }
    }
    line.append(UInt8(ascii: "\n"))
    _ = write(line.rawSpan, to: STDERR_FILENO)
    return code
}

/// Writes all of `bytes`; false where the descriptor does not take them.
func write(_ bytes: RawSpan, to descriptor: CInt) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
        let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress!, $0.count) }
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { return false }
        rest = rest.extracting(droppingFirst: written)
    }
    return true
}
