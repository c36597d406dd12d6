import LeappFiles
import Synchronization

/// Which files are known to be empty for good.
///
/// Most programs rewrite a file by emptying it first, so that a file without a byte may be one that is about to be filled;
/// to take its emptiness for its content would lose the rest. So an empty file is believed only
/// after it has stayed so for a while.
public final class EmptyFiles: Sendable {
    /// How often, and with which pause in milliseconds, an empty file is looked at before it is believed.
    public static let looks = 15, pause = 20

    private let known = Mutex<[String: FileVersion]>([:])

    /// Whether the file is known to be empty in this version.
    func contains(_ path: String, _ version: FileVersion) -> Bool { known.withLock { $0[path] == version } }

    /// Notes that the file is empty in this version, and meant to be.
    func insert(_ path: String, _ version: FileVersion?) { known.withLock { $0[path] = version } }
}
