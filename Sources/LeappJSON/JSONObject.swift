/// The values of a JSON object by name; names are compared by their bytes.
public struct JSONObject: Sendable {
    private var members: [[UInt8]: JSONValue] = [:]

    /// An object without values.
    init() {}

    /// The value that is called `name`.
    public subscript(name: String) -> JSONValue? { members[Array(name.utf8)] }

    /// How many values there are.
    public var count: Int { members.count }

    /// Adds a value; false where there is one of this name.
    mutating func add(_ value: JSONValue, as name: [UInt8]) -> Bool { members.updateValue(value, forKey: name) == nil }
}
