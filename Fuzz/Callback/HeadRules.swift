import FuzzSupport
import LeappBytes
import LeappLoopback

/// What holds of the bytes of a connection: the head is the same in whatever pieces they come, and never larger than its limit.
struct HeadRules {
    private let sent: [UInt8]
    private let sizes: [Int]
    private let limits: [Int]

    private struct Outcome: Equatable {
        let state: CallbackHead.State
        let bytes: [UInt8]
    }

    init(_ sent: [UInt8], choices: [UInt8]) {
        self.sent = sent
        sizes = choices.map { Int($0) + 1 } + [7]
        limits = [32 * 1024, Int(choices.first ?? 9)]
    }

    func check() {
        for limit in limits {
            let whole = outcome(limit: limit, pieces: [max(sent.count, 1)])
            for pieces in [[1], [4096], sizes] {
                demand(outcome(limit: limit, pieces: pieces) == whole, "it does not matter in which pieces a head comes")
            }
            demand(whole == expected(limit: limit), "a head ends at its first empty line, and within its limit")
        }
    }

    /// What a connection has that is read until its head is not open any more.
    private func outcome(limit: Int, pieces: [Int]) -> Outcome {
        var head = CallbackHead(limit: limit)
        var (offset, turn) = (0, 0)
        while offset < sent.count {
            let size = min(pieces[turn % pieces.count], sent.count - offset)
            let isOpen = head.take(sent.rawSpan.extracting(offset..<(offset + size))) == .open
            demand(head.bytes.byteCount <= limit, "no more is kept than the limit says")
            guard isOpen else { break }
            (offset, turn) = (offset + size, turn + 1)
        }
        return Outcome(state: head.state, bytes: Array(head.bytes))
    }

    /// A second opinion: the parts between empty lines.
    private func expected(limit: Int) -> Outcome {
        let kept = Array(sent.prefix(limit))
        var text = kept.map { $0 < 128 ? String(UnicodeScalar($0)) : "?" }.joined().unicodeScalars.map(\.value)[...]
        let ending = Array("\r\n\r\n".unicodeScalars.map(\.value))
        while !text.isEmpty, !text.starts(with: ending) { text = text.dropFirst() }
        if text.isEmpty { return Outcome(state: kept.count < limit ? .open : .tooLarge, bytes: kept) }
        return Outcome(state: .whole, bytes: Array(kept.prefix(kept.count - text.count + 4)))
    }
}
