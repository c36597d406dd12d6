public import LeappBytes

/// Collects bytes of unknown number in secret memory; what it outgrows is wiped.
public struct SecretWriter: ByteSink, ~Copyable {
    private var storage: Secret
    /// How many bytes have been written.
    public private(set) var count = 0

    /// Starts with room for `capacity` bytes.
    public init(capacity: Int = 1024) { storage = Secret(count: max(capacity, 64)) }

    /// Appends one byte.
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe storage.withUnsafeMutableBytes { unsafe $0[count] = byte }
        count += 1
    }

    /// Appends a copy of `bytes`.
    public mutating func append(_ bytes: RawSpan) {
        reserve(bytes.byteCount)
        let start = count
        unsafe storage.withUnsafeMutableBytes { target in
            unsafe bytes.withUnsafeBytes { source in
                unsafe UnsafeMutableRawBufferPointer(rebasing: target[start..<(start + source.count)]).copyMemory(from: source)
            }
        }
        count += bytes.byteCount
    }

    /// Appends public bytes.
    public mutating func append(_ bytes: [UInt8]) { append(bytes.rawSpan) }

    /// Appends the UTF-8 of public text.
    public mutating func append(_ text: String) { append(Array(text.utf8)) }

    /// What has been written so far.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            let span = storage.bytes.extracting(0..<count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The written bytes as a secret of exactly their size.
    public consuming func finish() -> Secret {
        let used = count
        return storage.prefix(used)
    }

    /// The written bytes, and zeros up to `size` bytes, which must not be fewer.
    public consuming func finish(paddedTo size: Int) -> Secret {
        reserve(size - count)
        return storage.prefix(size)  // what nobody wrote is as it was allocated: zero
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > storage.count else { return }
        var larger = Secret(count: max(storage.count * 2, count + more))
        let used = count
        unsafe larger.withUnsafeMutableBytes { target in
            unsafe storage.withUnsafeBytes { source in
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[0..<used]))
            }
        }
        storage = larger
    }
}
