import LeappBytes
import LeappCrypto
import LeappJSON

/// The fields of a JSON object in an answer, each checked for what it may hold; an explicit null counts as absent.
struct JSONFields {
    private let object: JSONObject

    /// Reads a whole answer, which is one object.
    init(_ body: SecretSlice) throws(AnswerFault) {
        let value: JSONValue
        do { value = try JSONValue(parsing: body) } catch { throw .json(error) }
        guard let object = value.object else { throw .notAWS }
        self.object = object
    }

    private init(_ object: JSONObject) { self.object = object }

    /// A line of text of at most `limit` bytes; nil where it is absent.
    func optionalText(_ name: String, limit: Int) throws(AnswerFault) -> String? {
        guard let string = try optionalString(name) else { return nil }
        let text = string.text
        guard text.isOneLine(upTo: limit) else { throw .invalid(name) }
        return text
    }

    /// A line of text of at most `limit` bytes.
    func text(_ name: String, limit: Int) throws(AnswerFault) -> String {
        guard let text = try optionalText(name, limit: limit) else { throw .missing(name) }
        return text
    }

    /// A line of text that people chose, fit to be shown and cut at `limit` bytes; nil where it is absent or empty.
    func optionalName(_ name: String, limit: Int) throws(AnswerFault) -> String? {
        guard let string = try optionalString(name), !string.text.isEmpty else { return nil }
        return string.text.showable.cut(to: limit)
    }

    /// A line of text that `isLawful`.
    func text(_ name: String, _ isLawful: (String) -> Bool) throws(AnswerFault) -> String {
        let text = try text(name, limit: 2048)
        guard isLawful(text) else { throw .invalid(name) }
        return text
    }

    /// A URL for the browser; nil where it is absent.
    func optionalURL(_ name: String) throws(AnswerFault) -> WebURL? {
        guard let string = try optionalString(name) else { return nil }
        guard let url = WebURL(checking: string.text) else { throw .invalid(name) }
        return url
    }

    /// Printable ASCII of at most `limit` bytes in secret memory; nil where it is absent.
    func optionalSecret(_ name: String, limit: Int = 65_536) throws(AnswerFault) -> SecretSlice? {
        guard let secret = try optionalString(name)?.secret else { return nil }
        guard secret.isPrintable(upTo: limit) else { throw .invalid(name) }
        return secret
    }

    /// Printable ASCII of at most `limit` bytes in secret memory.
    func secret(_ name: String, limit: Int = 65_536) throws(AnswerFault) -> SecretSlice {
        guard let secret = try optionalSecret(name, limit: limit) else { throw .missing(name) }
        return secret
    }

    /// A number in `range`; nil where it is absent.
    func optionalInteger(_ name: String, in range: ClosedRange<Int64>) throws(AnswerFault) -> Int64? {
        guard let value = value(name) else { return nil }
        guard let integer = value.integer, range.contains(integer) else { throw .invalid(name) }
        return integer
    }

    /// A number in `range`.
    func integer(_ name: String, in range: ClosedRange<Int64>) throws(AnswerFault) -> Int64 {
        guard let integer = try optionalInteger(name, in: range) else { throw .missing(name) }
        return integer
    }

    /// The fields of an object.
    func fields(_ name: String) throws(AnswerFault) -> JSONFields {
        guard let value = value(name) else { throw .missing(name) }
        guard let object = value.object else { throw .invalid(name) }
        return JSONFields(object)
    }

    /// The fields of each object in a list of at most `limit`.
    func list(_ name: String, limit: Int) throws(AnswerFault) -> [JSONFields] {
        guard let value = value(name) else { throw .missing(name) }
        guard let values = value.array, values.count <= limit else { throw .invalid(name) }
        var list: [JSONFields] = []
        for value in values {
            guard let object = value.object else { throw .invalid(name) }
            list.append(JSONFields(object))
        }
        return list
    }

    /// A text as it is, for what says why; nil where it is absent or none.
    func loose(_ name: String) -> String? { value(name)?.string?.text }

    private func optionalString(_ name: String) throws(AnswerFault) -> JSONString? {
        guard let value = value(name) else { return nil }
        guard let string = value.string else { throw .invalid(name) }
        return string
    }

    private func value(_ name: String) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }
}
