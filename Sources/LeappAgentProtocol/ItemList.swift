import LeappBytes
import LeappCBOR

/// An array of a message whose items are given on as they are written: records, summaries, outcomes.
public struct ItemList: ~Escapable {
    /// How many items there are.
    public let count: Int
    /// The items' bytes, one behind the other.
    public let bytes: RawSpan

    /// The `count` items that `bytes` holds, which the caller has encoded.
    @_lifetime(copy bytes)
    public init(count: Int, bytes: RawSpan) {
        self.count = count
        self.bytes = bytes
    }

    /// Takes apart a whole array whose items have been checked.
    @_lifetime(copy array)
    init(parsing array: RawSpan) throws(ProtocolError) {
        var reader = CBORReader(array)
        do { count = try reader.arrayHead() } catch { throw .malformed(error) }
        bytes = array.extracting(reader.offset..<array.byteCount)
    }

    /// A cursor before the first item.
    public var cursor: ItemCursor {
        @_lifetime(copy self)
        get { ItemCursor(bytes, count) }
    }

    /// Appends the whole array.
    func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.cborArray(count: count)
        sink.append(bytes)
    }
}

/// Goes through the items of an ``ItemList``.
public struct ItemCursor: ~Escapable {
    private var reader: CBORReader
    private var left: Int

    @_lifetime(copy bytes)
    fileprivate init(_ bytes: RawSpan, _ count: Int) {
        reader = CBORReader(bytes)
        left = count
    }

    /// The next item's bytes; nil behind the last.
    @_lifetime(copy self)
    public mutating func next() throws(ProtocolError) -> RawSpan? {
        guard left > 0 else { return nil }
        left -= 1
        do { return try reader.item(inside: 2) } catch { throw .malformed(error) }
    }
}
