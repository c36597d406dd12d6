import FuzzSupport

extension Tree {
    /// A lawful item, but for its depth, which may pass the limit by two.
    init(_ decisions: inout Decisions, depth: Int = 0) {
        switch decisions.below(depth < 18 && !decisions.isEmpty ? 10 : 6) {
        case 0: self = .integer(Int64(decisions.byte()))
        case 1: self = .integer(Int64(bitPattern: decisions.word() >> UInt64(decisions.below(64))))
        case 2: self = .bytes(decisions.take(decisions.below(40)))
        case 3: self = .text(String(decoding: decisions.take(decisions.below(40)), as: UTF8.self))
        case 4: self = .bool(decisions.flag())
        case 5: self = .null
        case 6, 7: self = .array((0..<decisions.below(5)).map { _ in Tree(&decisions, depth: depth + 1) })
        default:
            let kind = decisions.below(4)
            var pairs: [Pair] = []
            for _ in 0..<decisions.below(5) {
                let pair = Pair(key: Tree(key: kind, &decisions), value: Tree(&decisions, depth: depth + 1))
                if !pairs.contains(where: { $0.key.encoded == pair.key.encoded }) { pairs.append(pair) }
            }
            self = .map(pairs)
        }
    }

    private init(key kind: Int, _ decisions: inout Decisions) {
        switch kind {
        case 0: self = .integer(Int64(decisions.word() >> UInt64(decisions.below(63) + 1)))
        case 1: self = .integer(-1 - Int64(decisions.word() >> UInt64(decisions.below(63) + 1)))
        case 2: self = .bytes(decisions.take(decisions.below(30)))
        default: self = .text(String(decoding: decisions.take(decisions.below(30)), as: UTF8.self))
        }
    }
}
