public import LeappBytes

/// An answer that says no more than that the request was carried out.
public struct OKReply: Equatable, Sendable {
    /// The answer.
    public init() {}

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) { sink.reply(more: false, others: 0) }
}
