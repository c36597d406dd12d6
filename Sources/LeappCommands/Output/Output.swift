import CLeappShims
import LeappBytes
import LeappCrypto

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A descriptor that a command writes to; every write is complete or an error.
struct Output: Sendable {
    /// The descriptor, which stays the process's to close.
    let descriptor: Int32

    /// Data goes here.
    static let standard = Output(descriptor: 1)
    /// Everything else goes here.
    static let errors = Output(descriptor: 2)

    /// Whether a terminal is behind it.
    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// How many columns its terminal has; nil where it is no terminal.
    var columns: Int? {
        guard isTerminal else { return nil }
        let columns = Int(leapp_terminal_columns(descriptor))
        return columns > 0 ? columns : nil
    }

    /// Writes all of `bytes`; secret bytes go from where they lie straight to the descriptor.
    func write(_ bytes: RawSpan) throws(CommandError) {
        var written = 0
        while written < bytes.byteCount {
            let rest = bytes.extracting(written..<bytes.byteCount)
            let count = unsafe rest.withUnsafeBytes { buffer in
                #if canImport(Glibc)
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                #else
                unsafe Darwin.write(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&ready, 1, -1)
            } else if errno != EINTR {
                throw .output(code: errno)
            }
        }
    }

    /// Writes public text as it is, so that none of it may come from the vault or from AWS unless it was made printable.
    func write(_ text: String) throws(CommandError) { try write(Array(text.utf8).rawSpan) }

    /// Writes a line of public text, in which nothing steers the terminal.
    func line(_ text: String) throws(CommandError) { try write(DisplayWidth.printable(text) + "\n") }

    /// Writes a secret and a line feed.
    func line(_ secret: borrowing Secret) throws(CommandError) {
        var writer = SecretWriter(capacity: secret.count + 1)
        writer.append(secret.bytes)
        writer.append(UInt8(ascii: "\n"))
        try write(writer.bytes)
    }

    /// Writes a value as JSON.
    func json(_ value: JSON) throws(CommandError) { try write(value.encoded().rawSpan) }
}
