/// The schemas that a program knows (spec/schemas.md): all from the first to the newest, and the steps between them.
public struct SchemaTable: Sendable {
    /// The step at n leads from schema n + 1 to schema n + 2.
    let steps: [SchemaStep]

    /// The schemas that these steps lead to, one after the other, from schema 1 on.
    public init(steps: [SchemaStep]) {
        for (index, step) in steps.enumerated() { precondition(step.minimumReader <= Int64(index) + 2) }
        self.steps = steps
    }

    /// What this program reads and writes.
    public static let released = SchemaTable(steps: [])

    /// The newest schema that is read and written.
    public var newest: Int64 { Int64(steps.count) + 1 }

    /// The least schema that a program must know to read a vault that was always of `schema`.
    func minimumReader(of schema: Int64) -> Int64 {
        steps.prefix(Int(schema) - 1).reduce(1) { max($0, $1.minimumReader) }
    }
}
