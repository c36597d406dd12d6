public import LeappBytes
import LeappCBOR

/// What became of the sections of sessions that were stopped.
public struct StopReply: Equatable, Sendable {
    /// One stopped section.
    public struct Section: Equatable, Sendable {
        /// The section's profile.
        public var profile: String
        /// The file that held it.
        public var file: String
        /// Why it was left in place, where it was.
        public var left: String?

        /// A stopped section.
        public init(profile: String, file: String, left: String? = nil) {
            (self.profile, self.file, self.left) = (profile, file, left)
        }

        init(parsing item: RawSpan) throws(ProtocolError) {
            var fields = try FieldReader(item)
            var (profile, file, left): (String?, String?, String?)
            while let name = try fields.next() {
                switch name {
                case .profile: profile = try fields.text(name)
                case .file: file = try fields.text(name)
                case .left: left = try fields.text(name)
                default: try fields.skip()
                }
            }
            self.init(profile: try profile.required(.profile), file: try file.required(.file), left: left)
        }

        /// Reads the sections that are the value of a key.
        static func all(in fields: inout FieldReader) throws(ProtocolError) -> [Section] {
            var sections: [Section] = []
            var cursor = try fields.items().cursor
            while let item = try cursor.next() { sections.append(try Section(parsing: item)) }
            return sections
        }

        func encode(into sink: inout some ByteSink & ~Copyable) {
            sink.cborMap(count: 2 + count(left != nil))
            sink.field(.file, file)
            sink.field(.left, left)
            sink.field(.profile, profile)
        }
    }

    /// The stopped sections.
    public var stopped: [Section]

    /// An answer that names `stopped`.
    public init(stopped: [Section]) { self.stopped = stopped }

    /// Reads the frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var stopped: [Section]?
        while let name = try fields.next() {
            guard name == .stopped else {
                try fields.skip()
                continue
            }
            stopped = try Section.all(in: &fields)
        }
        self.stopped = try stopped.required(.stopped)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.reply(more: false, others: 1)
        sink.field(.stopped, sections: stopped)
    }
}

extension ByteSink where Self: ~Copyable {
    /// Appends a key and sections.
    mutating func field(_ name: FieldName, sections: [StopReply.Section]) {
        key(name)
        cborArray(count: sections.count)
        for section in sections { section.encode(into: &self) }
    }
}
