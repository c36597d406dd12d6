/// Why a name does not say which session is meant.
public enum NameError: Error, Equatable, Sendable {
    /// No session has it; `closest` are the names most like it, the likeliest first.
    case notFound(name: String, closest: [String])
    /// Several sessions have it.
    case ambiguous(name: String, candidates: [SessionSummary])
}
