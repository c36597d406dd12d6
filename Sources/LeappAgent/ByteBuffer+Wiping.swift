import Glibc
import NIOCore

extension ByteBuffer {
    /// Overwrites the readable bytes where they lie, in every value that shares them; nobody may read them any more.
    func wipe() {
        let (start, count) = (readerIndex, readableBytes)
        guard count > 0 else { return }
        // Writing through the buffer would copy storage that NIO still holds, and leave the original as it is.
        unsafe withVeryUnsafeBytes { storage in
            unsafe explicit_bzero(UnsafeMutableRawPointer(mutating: storage.baseAddress! + start), count)
        }
    }
}
