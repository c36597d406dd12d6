import LeappAgentProtocol
import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappWorkspace

/// Drafts on their way to an engine, encoded and cut into frames.
struct DraftParts: ~Copyable {
    private var full: [(count: Int, bytes: SecretArena)] = []
    private var current = SecretWriter(capacity: 64 * 1024)
    private var count = 0
    /// How many bytes there are altogether.
    private(set) var byteCount = 0

    /// Adds a draft, and begins a new part where the last has `frameSize` bytes.
    mutating func append(_ draft: RecordDraft, frameSize: Int) {
        let before = current.count
        draft.encode(into: &current)
        byteCount += current.count - before
        count += 1
        if current.count >= frameSize { close() }
    }

    /// The frames of one request.
    consuming func frames(vault: String, replace: Bool, dryRun: Bool) -> [SecretArena] {
        if count > 0 { close() }
        let parts = full
        return parts.indices.map { index in
            let part = parts[index]
            var frame = SecretWriter(capacity: part.bytes.count + 1024)
            ApplyRequest(
                vault: vault, more: index < parts.count - 1, replace: replace, dryRun: dryRun,
                drafts: ItemList(count: part.count, bytes: part.bytes.bytes)
            ).encode(into: &frame)
            return SecretArena(frame.finish())
        }
    }

    private mutating func close() {
        var closed = SecretWriter(capacity: 64 * 1024)
        swap(&closed, &current)
        full.append((count, SecretArena(closed.finish())))
        count = 0
    }
}

/// The head of a CBOR array.
enum CBORArrayHead {
    /// The bytes before `count` items.
    static func encoded(count: Int) -> [UInt8] {
        var head: [UInt8] = []
        head.cborArray(count: count)
        return head
    }
}
