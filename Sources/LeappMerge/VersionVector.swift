public import LeappBytes
import LeappCBOR

/// The newest write that is known of each replica: what a state has seen.
public struct VersionVector: Hashable, Sendable {
    /// One replica's newest write.
    public struct Version: Hashable, Sendable {
        /// The writer.
        public let replica: ReplicaID
        /// The hybrid time of its newest write.
        public let time: Int64
    }

    /// Ascending by replica.
    public private(set) var versions: [Version] = []

    /// Nothing seen.
    public init() {}

    /// How many replicas have written.
    public var count: Int { versions.count }

    /// The newest time in it; 0 where nothing was seen.
    public var newest: Int64 { versions.reduce(0) { max($0, $1.time) } }

    /// The newest time of one replica; 0 where it never wrote.
    public subscript(replica: ReplicaID) -> Int64 {
        let index = position(of: replica)
        return index < versions.count && versions[index].replica == replica ? versions[index].time : 0
    }

    /// Whether a write with this stamp has been seen.
    public func covers(_ stamp: Stamp) -> Bool { self[stamp.replica] >= stamp.time }

    /// Whether everything that `other` has seen has been seen here too.
    public func covers(_ other: VersionVector) -> Bool { other.versions.allSatisfy { self[$0.replica] >= $0.time } }

    /// Takes note of a write.
    public mutating func insert(_ stamp: Stamp) {
        let index = position(of: stamp.replica)
        let version = Version(replica: stamp.replica, time: stamp.time)
        if index < versions.count, versions[index].replica == stamp.replica {
            if versions[index].time < stamp.time { versions[index] = version }
        } else {
            versions.insert(version, at: index)
        }
    }

    /// The pointwise maximum of both.
    public func merged(with other: VersionVector) -> VersionVector {
        var result = self
        for version in other.versions { result.insert(Stamp(time: version.time, replica: version.replica)) }
        return result
    }

    private func position(of replica: ReplicaID) -> Int { versions.firstPlace { $0.replica >= replica } }
}

extension VersionVector {
    /// Reads the map `{rid8: hlc}` (spec/format.md section 7.2) and nothing after it.
    public init(parsing bytes: RawSpan) throws(PayloadError) {
        var reader = CBORReader(bytes)
        try self.init(reading: &reader)
        try reader.payloadEnd()
    }

    init(reading reader: inout CBORReader) throws(PayloadError) {
        let count = try reader.payloadMap()
        guard count <= PayloadBounds.replicas else { throw .limit(.replicas, count) }
        versions.reserveCapacity(count)
        for _ in 0..<count {
            let start = reader.offset
            let replica = try reader.payloadReplica()
            if let last = versions.last, last.replica >= replica { throw .malformed(.order, at: start) }
            versions.append(Version(replica: replica, time: try reader.payloadTime()))
        }
    }

    /// Writes the map `{rid8: hlc}`.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.cborMap(count: versions.count)
        for version in versions {
            version.replica.encode(into: &sink)
            sink.cbor(integer: version.time)
        }
    }
}
