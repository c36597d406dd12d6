import LeappBytes

extension CBORReader {
    /// Consumes one whole item, whatever it is, and returns its bytes: all of it was checked, keys and depth too.
    ///
    /// `depth` is how many arrays and maps that were read by hand surround the item.
    @_lifetime(copy self)
    public mutating func item(inside depth: Int = 0) throws(CBORError) -> RawSpan {
        let start = offset
        try skip(depth)
        return bytes.extracting(start..<offset)
    }

    @_lifetime(self: copy self)
    private mutating func skip(_ depth: Int) throws(CBORError) {
        let start = offset
        guard offset < bytes.byteCount else { throw .unexpected(at: offset, found: nil) }
        let first = bytes[offset]
        switch first >> 5 {
        case 0, 1: _ = try argument(first)
        case 2: _ = try byteString()
        case 3: _ = try textBytes()
        case 4:
            let count = try arrayHead()
            guard depth < CBORReader.maximumDepth else { throw .tooDeep(at: start) }
            for _ in 0..<count { try skip(depth + 1) }
        case 5:
            let count = try mapHead()
            guard depth < CBORReader.maximumDepth else { throw .tooDeep(at: start) }
            var keys = CBORMapKeys()
            for _ in 0..<count {
                _ = try key(&keys)
                try skip(depth + 1)
            }
        default:
            guard first >= 0xf4, first <= 0xf6 else { throw .unsupported(at: start) }
            offset += 1
        }
    }
}
