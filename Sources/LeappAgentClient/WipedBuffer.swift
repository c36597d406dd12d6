import CLeappShims
import Glibc
public import LeappBytes

/// Bytes of secrets on their way to or from the agent, in memory of their own that is wiped when the value ends.
///
/// It is for the small client, which does without libsodium: pages of their own, locked as far as the limit allows, left
/// out of dumps and of forked children.
@safe public struct WipedBuffer: ~Copyable, ByteSink, @unchecked Sendable {
    private var address: UnsafeMutableRawPointer
    private var capacity: Int
    /// How many bytes it holds.
    public private(set) var count = 0

    /// An empty buffer with room for `capacity` bytes.
    public init(capacity: Int = 4096) {
        self.capacity = WipedBuffer.wholePages(capacity)
        unsafe address = WipedBuffer.map(self.capacity)
    }

    deinit { unsafe WipedBuffer.unmap(address, capacity) }

    /// The bytes, for as long as the value is borrowed.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            let span = unsafe RawSpan(_unsafeStart: address, byteCount: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Appends one byte.
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe address.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Appends a copy of `bytes`.
    public mutating func append(_ bytes: RawSpan) {
        guard bytes.byteCount > 0 else { return }
        reserve(bytes.byteCount)
        let end = unsafe address + count
        unsafe bytes.withUnsafeBytes { unsafe end.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
        count += bytes.byteCount
    }

    /// Has `read` write up to `limit` bytes behind those that are there; it returns how many it wrote, or less than one for none.
    mutating func fill(upTo limit: Int, _ read: (UnsafeMutableRawPointer, Int) -> Int) -> Int {
        reserve(limit)
        let written = unsafe read(address + count, limit)
        if written > 0 { count += min(written, limit) }
        return written
    }

    private mutating func reserve(_ more: Int) {
        guard more > capacity - count else { return }
        let larger = WipedBuffer.wholePages(max(capacity * 2, count + more))
        let target = unsafe WipedBuffer.map(larger)
        unsafe target.copyMemory(from: address, byteCount: count)
        unsafe WipedBuffer.unmap(address, capacity)
        unsafe address = target
        capacity = larger
    }

    private static let lockedLimit = 64 * 1024

    private static func wholePages(_ count: Int) -> Int { (max(count, 1) + 4095) & ~4095 }

    private static func map(_ count: Int) -> UnsafeMutableRawPointer {
        let pages = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let pages = unsafe pages, unsafe pages != MAP_FAILED else { preconditionFailure("no memory for \(count) bytes") }
        unsafe leapp_exclude_from_dumps(pages, count)
        if count <= lockedLimit { _ = unsafe mlock(pages, count) }  // best effort: the limit of locked memory may be zero
        return unsafe pages
    }

    private static func unmap(_ address: UnsafeMutableRawPointer, _ count: Int) {
        unsafe explicit_bzero(address, count)
        unsafe munmap(address, count)
    }
}
