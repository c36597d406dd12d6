extension RawSpan {
    /// Whether the bytes are well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF).
    public var isUTF8: Bool {
        var index = 0
        while index < byteCount {
            if index + 8 <= byteCount {
                let word = unsafe unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
                if word & 0x8080_8080_8080_8080 == 0 {
                    index += 8
                    continue
                }
            }
            if octet(index) < 0x80 {
                index += 1
                continue
            }
            guard let length = scalarLength(at: index) else { return false }
            index += length
        }
        return true
    }

    /// How long the well-formed sequence at `index` is, by table 3-7 of the Unicode Standard; nil where there is none.
    private func scalarLength(at index: Int) -> Int? {
        let first = octet(index)
        let second: ClosedRange<UInt8>
        let length: Int
        switch first {
        case 0x00...0x7f: return 1
        case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
        case 0xe0: (length, second) = (3, 0xa0...0xbf)
        case 0xed: (length, second) = (3, 0x80...0x9f)
        case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
        case 0xf0: (length, second) = (4, 0x90...0xbf)
        case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
        case 0xf4: (length, second) = (4, 0x80...0x8f)
        default: return nil
        }
        guard length <= byteCount - index, second.contains(octet(index + 1)) else { return nil }
        for position in 2..<max(length, 2) where octet(index + position) & 0xc0 != 0x80 { return nil }
        return length
    }

    private func octet(_ index: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }
}
