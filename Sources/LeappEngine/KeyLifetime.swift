/// How long a data key may be kept, on a clock that goes on while the machine sleeps (`CLOCK_BOOTTIME`); all times in milliseconds of it.
///
/// Both bounds count by themselves: the hard one from the unlock on, the idle one from the last request that used the key.
public struct KeyLifetime: Equatable, Sendable {
    /// When the key ends, whatever happens.
    public let hardEnd: Int64
    /// For how many milliseconds without use it is kept, where that is bounded.
    public let idle: Int64?
    private var lastUse: Int64

    /// A lifetime that starts now: `hard` and `idle` are in seconds, `start` in milliseconds.
    public init(start: Int64, hard: Int64, idle: Int64? = nil) {
        hardEnd = KeyLifetime.sum(start, hard)
        self.idle = idle.map { KeyLifetime.sum(0, $0) }
        lastUse = start
    }

    /// Notes that the key was used; a key whose time is over stays over.
    public mutating func touch(at now: Int64) {
        guard !isOver(at: now) else { return }
        lastUse = max(lastUse, now)
    }

    /// When the key ends unless it is used before.
    public var end: Int64 {
        guard let idle else { return hardEnd }
        let (idleEnd, overflow) = lastUse.addingReportingOverflow(idle)
        return overflow ? hardEnd : min(hardEnd, idleEnd)
    }

    /// Whether the key's time is over.
    public func isOver(at now: Int64) -> Bool { now >= end }

    /// `start` and `seconds` in milliseconds together, or as much as fits.
    private static func sum(_ start: Int64, _ seconds: Int64) -> Int64 {
        let (milliseconds, tooMany) = max(seconds, 0).multipliedReportingOverflow(by: 1000)
        let (end, tooLate) = start.addingReportingOverflow(milliseconds)
        return tooMany || tooLate ? .max : end
    }
}
