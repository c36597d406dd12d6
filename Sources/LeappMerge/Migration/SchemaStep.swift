public import LeappCrypto

/// The step from one schema to the next (spec/schemas.md section 3): which kinds and fields get another name, which values
/// another shape.
///
/// It is data about names and a function of one value at a time; stamps, parents and lifecycles are not its business. All names
/// are those of the older schema, and all of it happens at once. What it does not name stays as it is.
public struct SchemaStep: Sendable {
    /// What happens to the records of one kind.
    public struct Kind: Sendable {
        /// The kind's new name; nil where it keeps its name.
        public let becomes: String?
        /// What happens to its fields, by their names.
        public let fields: [String: Field]

        /// A kind's part of a step; `identity`, which its ids are made of, cannot be among its fields.
        public init(becomes: String? = nil, fields: [String: Field] = [:]) {
            precondition(fields["identity"] == nil && !fields.values.contains { $0.becomes == "identity" })
            self.becomes = becomes
            self.fields = fields
        }
    }

    /// What happens to one field.
    public struct Field: Sendable {
        /// Writes the new form of a value, one CBOR item; false where the value is not of the form that is to be changed.
        public typealias Reshaping = @Sendable (_ value: SecretSlice, _ writer: inout SecretWriter) -> Bool

        /// The field's new name; nil where it keeps its name. Where a record has both names, the two become one field.
        public let becomes: String?
        /// How each of its values changes; nil where they stay.
        public let reshaping: Reshaping?

        /// A field's part of a step.
        public init(becomes: String? = nil, reshaping: Reshaping? = nil) {
            self.becomes = becomes
            self.reshaping = reshaping
        }
    }

    /// The least schema that a program must know to read what the step makes.
    public let minimumReader: Int64
    let kinds: [String: Kind]

    /// A step that changes records of these kinds; `device`, by which programs of all schemas know each other, cannot be one.
    public init(minimumReader: Int64, kinds: [String: Kind]) {
        precondition(kinds["device"] == nil && !kinds.values.contains { $0.becomes == "device" })
        self.minimumReader = minimumReader
        self.kinds = kinds
    }
}
