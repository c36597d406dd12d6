public import LeappBytes

/// Bytes that the caller writes to its standard output as they are, such as the JSON of a `credential_process`.
public struct OutputReply: ~Escapable {
    /// The bytes; secret.
    public let output: RawSpan

    /// An answer of `output`.
    @_lifetime(copy output)
    public init(output: RawSpan) { self.output = output }

    /// Reads the frame.
    @_lifetime(copy frame)
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var output: RawSpan?
        while let name = try fields.next() {
            if name == .output { output = try fields.bytes(name) } else { try fields.skip() }
        }
        self.output = try output.required(.output)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(more: false, others: 1)
        sink.field(.output, bytes: output)
    }
}
