/// When and by whom a value was written: the order in which writes win.
public struct Stamp: Hashable, Sendable {
    /// Hybrid time: milliseconds since 1970 shifted left by 16, plus a counter; positive.
    public let time: Int64
    /// The writer.
    public let replica: ReplicaID

    /// The stamp of a write by `replica` at hybrid time `time`.
    public init(time: Int64, replica: ReplicaID) {
        self.time = time
        self.replica = replica
    }

    /// The wall-clock part of ``time``, in milliseconds since 1970.
    public var milliseconds: Int64 { time >> 16 }
}

extension Stamp: Comparable {
    public static func < (left: Stamp, right: Stamp) -> Bool { (left.time, left.replica) < (right.time, right.replica) }
}
