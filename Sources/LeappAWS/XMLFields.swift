import LeappBytes
import LeappCrypto

/// The texts of the elements that an answer is read for, by their path from the root, such as `Response/Result/Arn`.
struct XMLFields {
    private let texts: [String: SecretSlice]

    /// Reads a whole document and keeps the texts at the paths `wanted`, each of which may come once.
    init(_ bytes: RawSpan, wanted: Set<String>) throws(XMLFault) {
        var texts: [String: SecretSlice] = [:]
        var parser = try XMLPullParser(bytes)
        var path: [String] = []
        var collected: SecretWriter?
        while let event = try parser.next() {
            switch event {
            case .start(let name):
                path.append(name)
                collected = wanted.contains(path.joined(separator: "/")) ? SecretWriter(capacity: 256) : nil
            case .text(let range, let isLiteral):
                guard var writer = collected.take() else { continue }
                try parser.append(range, isLiteral: isLiteral, to: &writer)
                collected = consume writer
            case .end:
                let key = path.joined(separator: "/")
                path.removeLast()
                guard let writer = collected.take() else { continue }
                guard texts[key] == nil else { throw .repeated }
                texts[key] = SecretArena(writer.finish()).slice
            }
        }
        self.texts = texts
    }

    /// The text at `path` in secret memory; nil where it is not there or empty.
    func secret(_ path: String) -> SecretSlice? {
        guard let text = texts[path], text.count > 0 else { return nil }
        return text
    }

    /// The text at `path`, which is public; nil where it is not there, empty or not UTF-8.
    func text(_ path: String) -> String? {
        guard let text = texts[path], text.count > 0 else { return nil }
        return String(validating: Array(text.bytes), as: UTF8.self)
    }
}
