import Glibc

/// The program that does all that the front does not: `leapp-core`.
enum Core {
    /// Becomes `leapp-core` with the same arguments; returns only where that failed, with the exit code.
    ///
    /// The first argument becomes the front's own path, so that a line for `credential_process` can name it.
    static func run(_ arguments: Arguments) -> CInt {
        guard let front = executable() else { return complain("cannot tell where this program is: no /proc/self/exe", 126) }
        let folder = front.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(front[..<$0]) } ?? ""
        let beside = folder + "/leapp-core"
        let program = unsafe arguments.vector[0]
        let code = unsafe front.withCString { front in
            var code = ENOENT
            unsafe arguments.vector[0] = UnsafeMutablePointer(mutating: front)
            for candidate in [beside, folder + "/../libexec/leapp/leapp-core"] {
                unsafe execv(candidate, arguments.vector)
                code = errno
                if code != ENOENT { break }
            }
            return code
        }
        unsafe arguments.vector[0] = program
        return complain("cannot run \(beside): \(unsafe String(cString: strerror(code)))", code == ENOENT ? 127 : 126)
    }

    /// The resolved path of this program.
    private static func executable() -> String? {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(PATH_MAX)) { buffer in
            let length = unsafe readlink("/proc/self/exe", buffer.baseAddress!, buffer.count)
            guard length > 0, length < buffer.count else { return nil }
            return unsafe String(validating: UnsafeBufferPointer(rebasing: buffer[..<length]), as: UTF8.self)
        }
    }
}
