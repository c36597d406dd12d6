import Glibc
import LeappBytes

/// Says on standard error, in one line, why the command failed; returns `code`, which it ends with.
///
/// What would steer the terminal in texts that came from elsewhere does not reach it.
func complain(_ words: String, _ code: CInt) -> CInt {
    var line = Array("leapp: ".utf8)
    for scalar in words.unicodeScalars {
        if scalar.steersDisplay { line.append(UInt8(ascii: " ")) } else { line += UTF8.encode(scalar).map(Array.init) ?? [] }
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
