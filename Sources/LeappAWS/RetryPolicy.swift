/// When a call is tried again, and after how long: the SDKs' standard mode, exponential backoff with full jitter.
struct RetryPolicy: Sendable {
    /// How often a call is tried, the first time included.
    let attempts: Int
    /// The longest wait that backoff alone asks for, in milliseconds.
    static let longestBackoff: Int64 = 20_000

    /// The wait before attempt `next` (2, 3, …) in milliseconds: a part `random` of 1, 2, 4 … seconds, but never less than the
    /// server asked for; nil where no attempt is left or the wait does not fit into `remaining`.
    func wait(before next: Int, random: Double, asked: Int64?, remaining: Int64) -> Int64? {
        guard next <= attempts else { return nil }
        let ceiling = min(Int64(1000) << Int64(min(next - 2, 20)), RetryPolicy.longestBackoff)
        let wait = max(Int64(Double(ceiling) * random), asked ?? 0)
        return wait < remaining ? wait : nil
    }
}
