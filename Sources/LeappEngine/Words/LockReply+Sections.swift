public import LeappAgentProtocol

extension LockReply {
    /// What became of the sections that were to go.
    public init(_ outcomes: [SectionOutcome]) {
        self.init(
            removed: outcomes.filter { $0.left == nil }.map(\.profile),
            left: outcomes.compactMap { outcome in outcome.left.map { "[\(outcome.profile)] in \(outcome.file): \($0.words)" } })
    }
}
