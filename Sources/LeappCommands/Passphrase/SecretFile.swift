import CLeappShims
import LeappCrypto

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file, or standard input, whose first line is a secret.
enum SecretFile {
    /// The first line of `path`; `-` is standard input.
    static func firstLine(of path: String) throws(CommandError) -> Secret {
        guard path != "-" else { return try SecretLine.read(from: 0, named: "standard input") }
        let descriptor = unsafe leapp_open(path, O_RDONLY | O_CLOEXEC, 0)
        guard descriptor >= 0 else { throw .secretSource(name: path, .unreadable(code: errno)) }
        defer { close(descriptor) }
        return try SecretLine.read(from: descriptor, named: path)
    }
}
