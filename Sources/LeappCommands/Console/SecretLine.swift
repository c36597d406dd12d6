import LeappBytes
import LeappCrypto

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One line, read straight into secret memory, byte by byte: two options may name one descriptor and each takes a line of it.
struct SecretLine: ~Copyable {
    /// The most bytes that a line may have: more than any passphrase (1,024 bytes) or recovery code.
    static let limit = 4096

    private let name: String
    private var line = Secret(count: limit + 1)
    private var count = 0
    /// Whether the source ended before it gave a byte: at a terminal, Ctrl-D.
    private(set) var endedAtOnce = false

    /// Begins a line; `name` is what errors call its source.
    init(named name: String) { self.name = name }

    /// The bytes up to the first line feed or the end, without the line end; at least one.
    static func read(from descriptor: Int32, named name: String) throws(CommandError) -> Secret {
        var line = SecretLine(named: name)
        while try line.readByte(from: descriptor) {}
        return try line.finish()
    }

    /// Reads one byte, or nothing where a signal came; false at the end of the line.
    mutating func readByte(from descriptor: Int32) throws(CommandError) -> Bool {
        let position = count
        let result = unsafe line.withUnsafeMutableBytes { buffer in
            unsafe SecretLine.systemRead(descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[position...position]))
        }
        if result < 0 {
            guard errno == EINTR else { throw .secretSource(name: name, .unreadable(code: errno)) }
            return true
        }
        if result == 0, count == 0 { endedAtOnce = true }
        if result == 0 || line.bytes[count] == UInt8(ascii: "\n") { return false }
        count += 1
        guard count <= SecretLine.limit else { throw .secretSource(name: name, .tooLong(limit: SecretLine.limit)) }
        return true
    }

    /// What was read, without the line end.
    consuming func finish() throws(CommandError) -> Secret {
        if count > 0, line.bytes[count - 1] == UInt8(ascii: "\r") { count -= 1 }
        guard count > 0 else { throw .secretSource(name: name, .empty) }
        return Secret(copying: line.bytes.extracting(0..<count))
    }

    private static func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
        unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
        unsafe Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}
