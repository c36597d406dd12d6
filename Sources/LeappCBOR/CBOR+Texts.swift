public import LeappBytes

/// Lists of texts, and texts that may be missing.
extension CBORReader {
    /// Consumes an array of texts.
    @_lifetime(self: copy self)
    public mutating func texts() throws(CBORError) -> [String] {
        var texts: [String] = []
        for _ in 0..<(try arrayHead()) { texts.append(try text()) }
        return texts
    }

    /// Consumes a text or null.
    @_lifetime(self: copy self)
    public mutating func optionalText() throws(CBORError) -> String? {
        guard isNextNull else { return try text() }
        try null()
        return nil
    }
}

extension ByteSink where Self: ~Copyable {
    /// Appends an array of public texts.
    public mutating func cbor(texts: [String]) {
        cborArray(count: texts.count)
        for text in texts { cbor(text: text) }
    }

    /// Appends a public text or null.
    public mutating func cbor(optional text: String?) {
        if let text { cbor(text: text) } else { cborNull() }
    }
}
