import LeappBytes

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension FileSystem {
    /// Opens a file, runs `body` with it and closes it, whatever happens.
    ///
    /// The first error is the one that is thrown: that of `body`, or that of closing the file after `body` went well.
    public func withFile<Value: ~Copyable>(
        _ path: String, for purpose: OpenPurpose, _ body: (OpenFile) throws(FileError) -> Value
    ) throws(FileError) -> Value {
        let file = try open(path, for: purpose)
        let value: Value
        do throws(FileError) {
            value = try body(file)
        } catch {
            abandon(file)
            throw error
        }
        try close(file)
        return value
    }

    /// Makes a file that must not exist yet and has `body` fill it; where that fails, or closing it does, nothing is left of it.
    public func withNewFile(_ path: String, _ body: (OpenFile) throws(FileError) -> Void) throws(FileError) {
        var isMade = false
        do throws(FileError) {
            try withFile(path, for: .writingNew) { file throws(FileError) in
                isMade = true
                try body(file)
            }
        } catch {
            if isMade { discard(path) }
            throw error
        }
    }

    /// Writes all of the bytes.
    public func write(all bytes: RawSpan, to file: OpenFile) throws(FileError) {
        var written = 0
        while written < bytes.byteCount {
            let count = try write(bytes.extracting(written..<bytes.byteCount), to: file)
            guard count > 0 else { throw .failed(.write, path: file.path, code: EIO) }
            written += count
        }
    }

    /// Removes a file that a failure made useless; the failure is the one to report, and the next writer removes what is left.
    public func discard(_ path: String) {
        do throws(FileError) {
            try remove(path)
        } catch {
            // Reported is what went wrong before.
        }
    }

    /// Closes a file of which nothing more is wanted: an earlier failure is the one to report, or there was nothing to write.
    func abandon(_ file: OpenFile) {
        do throws(FileError) {
            try close(file)
        } catch {
            // Closed all the same.
        }
    }
}
