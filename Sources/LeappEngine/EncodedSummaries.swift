import LeappBytes
import LeappMerge
import LeappWorkspace

/// The summaries of all sessions, each encoded once for as long as the vault stays as it is; nothing in them is secret.
struct EncodedSummaries {
    private let bytes: [UInt8]
    private let places: [RecordID: Range<Int>]

    init(_ sessions: [SessionSummary]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(sessions.count * 256)
        var places: [RecordID: Range<Int>] = [:]
        places.reserveCapacity(sessions.count)
        for session in sessions {
            let start = bytes.count
            session.encode(into: &bytes)
            places[session.id] = start..<bytes.count
        }
        self.bytes = bytes
        self.places = places
    }

    /// A session's summary; no bytes for one that is not among them.
    subscript(id: RecordID) -> RawSpan {
        @_lifetime(borrow self)
        get { bytes.rawSpan.extracting(places[id] ?? 0..<0) }
    }
}
