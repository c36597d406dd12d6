import LeappCrypto

/// Finds any of many secrets in lines of text, in time that does not grow with their number.
struct SecretFinder {
    /// Shorter secrets are not looked for: they would be found everywhere.
    private static let shortest = 16

    private var lengths: [Int: [UInt64: [Int]]] = [:]
    private let secrets: [SecretSlice]
    private let factor = UInt64.random(in: .min ... .max) | 1

    init(_ secrets: [SecretSlice]) {
        self.secrets = secrets
        for (index, secret) in secrets.enumerated() where secret.count >= SecretFinder.shortest {
            let hash = hash(secret.bytes, 0..<secret.count)
            lengths[secret.count, default: [:]][hash, default: []].append(index)
        }
    }

    /// The first secret that stands in the range.
    func find(in range: Range<Int>, of bytes: RawSpan) -> Int? {
        var found: Int?
        search(range, of: bytes) { index in
            found = index
            return false
        }
        return found
    }

    /// All secrets that stand in the bytes.
    func all(in bytes: RawSpan) -> Set<Int> {
        var found: Set<Int> = []
        search(0..<bytes.byteCount, of: bytes) { index in
            found.insert(index)
            return true
        }
        return found
    }

    /// Calls `visit` for what it finds until that says no more.
    private func search(_ range: Range<Int>, of bytes: RawSpan, _ visit: (Int) -> Bool) {
        for (length, known) in lengths where range.count >= length {
            var power: UInt64 = 1
            for _ in 1..<length { power = power &* factor }
            var start = range.lowerBound
            var rolling = hash(bytes, start..<(start + length))
            while true {
                for index in known[rolling] ?? [] where matches(index, bytes, start) {
                    guard visit(index) else { return }
                }
                guard start + length < range.upperBound else { break }
                rolling =
                    (rolling &- UInt64(SecretFinder.octet(bytes, start)) &* power) &* factor
                    &+ UInt64(SecretFinder.octet(bytes, start + length))
                start += 1
            }
        }
    }

    /// Whether a line starts with one of the keys, in any case of letters, whatever follows.
    static func names(_ keys: [String], _ range: Range<Int>, of bytes: RawSpan) -> Bool {
        let text = bytes.extracting(range)
        var start = 0
        while start < text.byteCount, [0x20, 0x09].contains(octet(text, start)) { start += 1 }
        return keys.contains { key in
            guard text.byteCount - start >= key.utf8.count else { return false }
            return zip(start..., key.utf8).allSatisfy { octet(text, $0) | 0x20 == $1 | 0x20 }
        }
    }

    private func matches(_ index: Int, _ bytes: RawSpan, _ start: Int) -> Bool {
        let secret = secrets[index]
        return constantTimeEqual(secret.bytes, bytes.extracting(start..<(start + secret.count)))
    }

    private func hash(_ bytes: RawSpan, _ range: Range<Int>) -> UInt64 {
        var hash: UInt64 = 0
        for index in range { hash = hash &* factor &+ UInt64(SecretFinder.octet(bytes, index)) }
        return hash
    }

    @inline(__always) private static func octet(_ bytes: RawSpan, _ index: Int) -> UInt8 {
        precondition(index >= 0 && index < bytes.byteCount)
        return unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }
}
