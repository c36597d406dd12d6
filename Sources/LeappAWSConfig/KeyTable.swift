import LeappBytes

/// The keys of a document, each kept once as a lower-case string: thousands of profiles use the same few.
struct KeyTable: Sendable {
    /// The keys by number.
    private(set) var names: [String] = []
    private var spelled: [[UInt8]] = []
    private var slots: [Int32] = Array(repeating: -1, count: 64)
    private let seed = UInt64.random(in: .min ... .max)

    /// The number of a key, whose bytes are compared without case.
    mutating func number(of range: Range<Int>, in bytes: RawSpan) -> Int {
        var slot = Int(truncatingIfNeeded: hash(range, bytes)) & (slots.count - 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if matches(spelled[number], range, bytes) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        let key = range.map { bytes.byte($0).asciiLowercased }
        names.append(String(decoding: key, as: UTF8.self))
        spelled.append(key)
        slots[slot] = Int32(truncatingIfNeeded: names.count - 1)
        if names.count * 2 > slots.count { grow() }
        return names.count - 1
    }

    private func hash(_ range: Range<Int>, _ bytes: RawSpan) -> UInt64 {
        var hash = seed
        for index in range {
            hash = (hash ^ UInt64(bytes.byte(index).asciiLowercased)) &* 0x0000_0100_0000_01b3
        }
        return hash ^ (hash >> 29)
    }

    private func matches(_ key: [UInt8], _ range: Range<Int>, _ bytes: RawSpan) -> Bool {
        guard key.count == range.count else { return false }
        for index in 0..<key.count where key[index] != bytes.byte(range.lowerBound + index).asciiLowercased { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for number in spelled.indices {
            let key = spelled[number]
            var slot = Int(truncatingIfNeeded: hash(0..<key.count, key.rawSpan)) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(truncatingIfNeeded: number)
        }
    }
}

extension UInt8 {
    /// The lower-case letter of an ASCII capital, else the byte itself.
    @inline(__always) var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5a ? self | 0x20 : self }
}
