import Synchronization

/// Counts the connections that are served.
final class ConnectionSlots: Sendable {
    private let taken = Mutex(0)
    private let limit: Int

    init(_ limit: Int) { self.limit = limit }

    /// Takes a slot; false where none is free.
    func take() -> Bool {
        taken.withLock { taken in
            guard taken < limit else { return false }
            taken += 1
            return true
        }
    }

    /// Gives a slot back.
    func giveBack() { taken.withLock { $0 -= 1 } }
}
