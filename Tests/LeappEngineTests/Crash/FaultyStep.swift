#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// At which steps of an operation a fault is tried: at each of them with LEAPP_EXHAUSTIVE set; else at one in four, others from
/// operation to operation.
enum FaultyStep {
    private static let stride = unsafe getenv("LEAPP_EXHAUSTIVE") == nil ? 4 : 1

    static func isTaken(_ step: Int, of operation: String) -> Bool {
        (step + operation.utf8.count).isMultiple(of: stride)
    }
}
