import LeappBytes
import LeappCBOR

/// Walks over the pairs of a message's map: known names one by one, with their values to be read; unknown ones are passed over.
struct FieldReader: ~Escapable {
    private var reader: CBORReader
    private var keys = CBORMapKeys()
    private var left: Int

    /// Starts before the first pair of the map that `frame` is, and nothing else.
    @_lifetime(copy frame)
    init(_ frame: RawSpan) throws(ProtocolError) {
        var reader = CBORReader(frame)
        do { left = try reader.mapHead() } catch { throw .malformed(error) }
        self.reader = reader
    }

    /// The next known name, whose value must be read or skipped next; nil behind the last pair.
    @_lifetime(self: copy self)
    mutating func next() throws(ProtocolError) -> FieldName? {
        do {
            while left > 0 {
                left -= 1
                let name = try reader.textKey(&keys)
                if let known = unsafe FieldName(rawValue: name.withUnsafeBytes({ unsafe String(decoding: $0, as: UTF8.self) })) {
                    return known
                }
                _ = try reader.item(inside: 1)
            }
            try reader.end()
            return nil
        } catch { throw .malformed(error) }
    }

    /// Whether the next key is there and has more than `length` bytes.
    func nextIsLonger(than length: Int) throws(ProtocolError) -> Bool {
        guard left > 0, reader.nextKind == .text else { return false }
        var ahead = reader
        do { return try ahead.textBytes().byteCount > length } catch { throw .malformed(error) }
    }

    /// Passes over the value.
    @_lifetime(self: copy self)
    mutating func skip() throws(ProtocolError) {
        do { _ = try reader.item(inside: 1) } catch { throw .malformed(error) }
    }

    /// The value as it is written, checked.
    @_lifetime(copy self)
    mutating func item() throws(ProtocolError) -> RawSpan {
        do { return try reader.item(inside: 1) } catch { throw .malformed(error) }
    }

    /// The value, a truth value.
    @_lifetime(self: copy self)
    mutating func bool() throws(ProtocolError) -> Bool {
        do { return try reader.bool() } catch { throw .malformed(error) }
    }

    /// The value, an integer.
    @_lifetime(self: copy self)
    mutating func integer() throws(ProtocolError) -> Int64 {
        do { return try reader.integer() } catch { throw .malformed(error) }
    }

    /// The value, a number of seconds from zero to ``AgentLimits/seconds``.
    @_lifetime(self: copy self)
    mutating func seconds(_ name: FieldName) throws(ProtocolError) -> Int64 {
        let value = try integer()
        guard value >= 0, value <= AgentLimits.seconds else { throw .badValue(name.rawValue) }
        return value
    }

    /// The value, a number of things: not below zero.
    @_lifetime(self: copy self)
    mutating func number(_ name: FieldName) throws(ProtocolError) -> Int64 {
        let value = try integer()
        guard value >= 0 else { throw .badValue(name.rawValue) }
        return value
    }

    /// The value, a byte string of at most `limit` bytes.
    @_lifetime(copy self)
    mutating func bytes(_ name: FieldName, limit: Int = AgentLimits.frame) throws(ProtocolError) -> RawSpan {
        let value: RawSpan
        do { value = try reader.byteString() } catch { throw .malformed(error) }
        guard value.byteCount <= limit else { throw .badValue(name.rawValue) }
        return value
    }

    /// The value, a byte string of exactly `count` bytes that are no secret.
    @_lifetime(self: copy self)
    mutating func id(_ name: FieldName, count: Int) throws(ProtocolError) -> [UInt8] {
        let value = try bytes(name)
        guard value.byteCount == count else { throw .badValue(name.rawValue) }
        return Array(value)
    }

    /// The value, a text of at most `limit` bytes of UTF-8 without NUL.
    @_lifetime(self: copy self)
    mutating func text(_ name: FieldName, limit: Int = AgentLimits.text) throws(ProtocolError) -> String {
        try reader.checkedText(name, limit: limit)
    }

    /// The value, an array of items.
    @_lifetime(copy self)
    mutating func items() throws(ProtocolError) -> ItemList { try ItemList(parsing: item()) }

    /// The value, an array of at most `limit` texts.
    @_lifetime(self: copy self)
    mutating func texts(_ name: FieldName, limit: Int = .max) throws(ProtocolError) -> [String] {
        var texts: [String] = []
        let list = try items()
        guard list.count <= limit else { throw .badValue(name.rawValue) }
        var items = list.cursor
        while let item = try items.next() {
            var reader = CBORReader(item)
            texts.append(try reader.checkedText(name))
        }
        return texts
    }

    /// The value, an array of records' ids, ``AgentLimits/recordID`` bytes each.
    @_lifetime(self: copy self)
    mutating func recordIDs(_ name: FieldName) throws(ProtocolError) -> [[UInt8]] {
        var ids: [[UInt8]] = []
        var items = try items().cursor
        while let item = try items.next() {
            var reader = CBORReader(item)
            let id: RawSpan
            do { id = try reader.byteString() } catch { throw .malformed(error) }
            guard id.byteCount == AgentLimits.recordID else { throw .badValue(name.rawValue) }
            ids.append(Array(id))
        }
        return ids
    }

    /// The value, a map of texts to texts.
    @_lifetime(self: copy self)
    mutating func pairs(_ name: FieldName) throws(ProtocolError) -> [String: String] {
        var map = CBORReader(try item())
        var keys = CBORMapKeys()
        var pairs: [String: String] = [:]
        let count: Int
        do { count = try map.mapHead() } catch { throw .malformed(error) }
        guard count <= AgentLimits.pairs else { throw .badValue(name.rawValue) }
        for _ in 0..<count {
            let key = try map.checkedKey(&keys, of: name)
            pairs[key] = try map.checkedText(name)
        }
        return pairs
    }
}

extension CBORReader {
    /// Consumes a text of at most `limit` bytes of UTF-8 without NUL.
    @_lifetime(self: copy self)
    mutating func checkedText(_ name: FieldName, limit: Int = AgentLimits.text) throws(ProtocolError) -> String {
        let value: String
        do { value = try text() } catch { throw .malformed(error) }
        guard value.utf8.count <= limit, !value.utf8.contains(0) else { throw .badValue(name.rawValue) }
        return value
    }

    /// Consumes a key of the map that the field `name` holds: a text within the same bounds.
    @_lifetime(self: copy self)
    mutating func checkedKey(_ keys: inout CBORMapKeys, of name: FieldName) throws(ProtocolError) -> String {
        let bytes: RawSpan
        do { bytes = try textKey(&keys) } catch { throw .malformed(error) }
        let key = unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
        guard key.utf8.count <= AgentLimits.text, !key.utf8.contains(0) else { throw .badValue(name.rawValue) }
        return key
    }
}

extension Optional where Wrapped: ~Copyable & ~Escapable {
    /// The value, or the complaint that the message lacks the field `name`.
    @_lifetime(copy self)
    consuming func required(_ name: FieldName) throws(ProtocolError) -> Wrapped {
        switch consume self {
        case .some(let value): return value
        case .none: throw .missing(name.rawValue)
        }
    }
}

/// What every request has.
extension FieldReader {
    /// The value of `op`, which must be `operation`.
    @_lifetime(self: copy self)
    mutating func expect(_ operation: AgentOperation) throws(ProtocolError) {
        let found = try self.operation()
        guard found == operation else { throw .otherOperation(found) }
    }

    /// The value of `op`.
    @_lifetime(self: copy self)
    mutating func operation() throws(ProtocolError) -> AgentOperation {
        let name = try text(.operation, limit: 32)
        guard let operation = AgentOperation(rawValue: name) else { throw .unknownOperation(name) }
        return operation
    }

    /// The value of `v`, which must be ``AgentLimits/version``.
    @_lifetime(self: copy self)
    mutating func expectVersion() throws(ProtocolError) {
        let version = try integer()
        guard version == AgentLimits.version else { throw .unknownVersion(version) }
    }

    /// The value, an absolute path.
    @_lifetime(self: copy self)
    mutating func path(_ name: FieldName) throws(ProtocolError) -> String {
        let path = try text(name)
        guard path.utf8.first == UInt8(ascii: "/") else { throw .badValue(name.rawValue) }
        return path
    }
}
