import CLeappShims
import CSodium

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Bytes that must not be copied, swapped, dumped or left behind.
///
/// Up to ``lockedLimit`` bytes lie in `sodium_malloc` memory (guard pages, locked); more than that, such as a whole
/// decrypted vault, lies in a mapping of its own that is left out of dumps and of forked children but not locked, because
/// locked memory is limited to a few MiB a process. Both are wiped when the value ends; of a mapping that is what may have been
/// written, so that one which is announced and never filled costs no memory at all.
@safe public struct Secret: ~Copyable, @unchecked Sendable {
    /// The largest size that is kept in locked memory.
    public static let lockedLimit = 64 * 1024

    /// How many bytes it holds.
    public private(set) var count: Int
    /// How many bytes were allocated.
    private let capacity: Int
    private let address: UnsafeMutableRawPointer
    /// How many bytes from the start on may have been written.
    private var touched = 0

    /// `count` zero bytes.
    public init(count: Int) {
        precondition(count >= 0)
        Sodium.start()
        self.count = count
        capacity = count
        let pages = Secret.wholePages(count)
        if count <= Secret.lockedLimit {
            guard let allocated = unsafe sodium_malloc(max(count, 1)) else { Secret.outOfMemory(count) }
            unsafe address = allocated
            unsafe sodium_memzero(allocated, count)
            let page = UInt(getpagesize())
            let start = unsafe UnsafeMutableRawPointer(bitPattern: UInt(bitPattern: allocated) & ~(page - 1))
            unsafe leapp_exclude_from_dumps(start, Secret.wholePages(count + Int(UInt(bitPattern: allocated) & (page - 1))))
        } else {
            let allocated = unsafe mmap(nil, pages, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            guard unsafe allocated != MAP_FAILED else { Secret.outOfMemory(count) }
            unsafe address = allocated!
            unsafe leapp_exclude_from_dumps(address, pages)
            unsafe leapp_use_small_pages(address, pages)
        }
    }

    /// A copy of `bytes`; the source stays the caller's to wipe.
    public init(copying bytes: RawSpan) {
        self.init(count: bytes.byteCount)
        touchWhole()
        unsafe bytes.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(start: address, count: count).copyMemory(from: source)
        }
    }

    /// `count` bytes that `fill` writes in place.
    public init<Failure: Error>(
        count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        self.init(count: count)
        touchWhole()
        unsafe try fill(UnsafeMutableRawBufferPointer(start: address, count: count))
    }

    deinit {
        if capacity <= Secret.lockedLimit {
            unsafe sodium_free(address)
        } else {
            wipe()
            unsafe munmap(address, Secret.wholePages(capacity))
        }
    }

    /// The bytes, for as long as the value is borrowed.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            let span = unsafe RawSpan(_unsafeStart: address, byteCount: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The memory itself; the caller keeps the value alive.
    var memory: UnsafeRawBufferPointer { borrowing get { unsafe UnsafeRawBufferPointer(start: address, count: count) } }

    /// The first `count` bytes, which must not be more than there are: in place where that wastes no page, else a copy.
    consuming func prefix(_ count: Int) -> Secret {
        precondition(count >= 0 && count <= self.count)
        guard Secret.wholePages(count) == Secret.wholePages(capacity) else { return Secret(copying: bytes.extracting(0..<count)) }
        self.count = count
        return self
    }

    /// A second, independent copy.
    public borrowing func copy() -> Secret { Secret(copying: bytes) }

    /// Whether both hold the same bytes, in time that depends on the length only.
    public borrowing func isEqual(to other: RawSpan) -> Bool { constantTimeEqual(bytes, other) }

    /// Runs `body` on the memory itself, for calls into C.
    public borrowing func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe try body(UnsafeRawBufferPointer(start: address, count: count))
    }

    /// Writes a copy of `bytes` at `offset`, which must fit; memory behind what has been written stays untouched.
    public mutating func write(_ bytes: RawSpan, at offset: Int) {
        precondition(offset >= 0 && bytes.byteCount <= count && offset <= count - bytes.byteCount)
        touched = max(touched, offset + bytes.byteCount)
        unsafe bytes.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(start: address + offset, count: source.count).copyMemory(from: source)
        }
    }

    /// Runs `body` on the writable memory itself, for calls into C.
    public mutating func withUnsafeMutableBytes<Result, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        touchWhole()
        return unsafe try body(UnsafeMutableRawBufferPointer(start: address, count: count))
    }

    /// Overwrites with zeros what may have been written.
    borrowing func wipe() { unsafe sodium_memzero(address, touched) }

    /// Has all of it be wiped, because all of it may be written from now on.
    private mutating func touchWhole() {
        guard touched < count else { return }
        touched = count
        if capacity > Secret.lockedLimit { unsafe leapp_use_large_pages(address, Secret.wholePages(capacity)) }
    }

    private static func wholePages(_ count: Int) -> Int {
        let page = Int(getpagesize())
        return (count + page - 1) / page * page
    }

    private static func outOfMemory(_ count: Int) -> Never {
        // Without memory for a secret nothing safe is left to do; there is no half-way state on disk at this point.
        preconditionFailure("no memory for a secret of \(count) bytes")
    }
}

/// Whether both hold the same bytes, in time that depends on the lengths only.
public func constantTimeEqual(_ left: RawSpan, _ right: RawSpan) -> Bool {
    guard left.byteCount == right.byteCount else { return false }
    return unsafe left.withUnsafeBytes { left in
        unsafe right.withUnsafeBytes { right in
            unsafe sodium_memcmp(left.octets, right.octets, left.count) == 0
        }
    }
}
