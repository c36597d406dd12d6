/// Makes the stamps of edits (spec/merge.md section 4).
///
/// A stamp is later than everything its writer has seen, whatever the clocks say, and carries 24 random bits so that two copies
/// of one installation do not write the same stamp.
public enum HybridClock {
    /// How many random bytes a stamp takes.
    public static let randomBytes = 3

    /// The stamp of an edit: `max(now << 16, newest seen) + 1 + r`, with `r` the 24 bits of `random`.
    ///
    /// `now` is in milliseconds since 1970; a clock that is before 1970, or so late that no stamp follows, counts as 1970 or is
    /// refused with ``PayloadError/clock(milliseconds:)``.
    public static func stamp(
        now: Int64, after seen: VersionVector, replica: ReplicaID, random: [UInt8]
    ) throws(PayloadError) -> Stamp {
        precondition(random.count == randomBytes)
        let (wall, overflows) = max(now, 0).multipliedReportingOverflow(by: 1 << 16)
        guard !overflows else { throw .clock(milliseconds: now) }
        let step = 1 + random.reduce(Int64(0)) { $0 << 8 | Int64($1) }
        let (time, passes) = max(wall, seen.newest).addingReportingOverflow(step)
        guard !passes else { throw .clock(milliseconds: now) }
        return Stamp(time: time, replica: replica)
    }
}

extension VersionVector {
    /// Refuses a state with a stamp more than 100 years ahead of `now` (milliseconds since 1970): no later edit could beat it.
    public func checkClock(now: Int64) throws(PayloadError) {
        let milliseconds = newest >> 16
        guard milliseconds - max(now, 0) <= PayloadBounds.clockAhead else { throw .clock(milliseconds: milliseconds) }
    }
}
