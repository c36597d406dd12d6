import FuzzSupport
import LeappBytes
import LeappCrypto

@testable import LeappAWS

/// Any bytes as XML: what was read can be written so that it is read alike, inside the bounds.
struct Document {
    private let bytes: [UInt8]

    private enum Step: Equatable {
        case start([UInt8])
        case text([UInt8])
        case end([UInt8])

        var name: [UInt8] {
            switch self {
            case .start(let name), .end(let name): name
            case .text: []
            }
        }
    }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func check() {
        guard let steps = try? Document.steps(bytes) else { return }
        var open: [[UInt8]] = []
        for step in steps {
            switch step {
            case .start(let name):
                demand(bytes.holds(name), "a name stands in the document")
                demand(!open.isEmpty || step == steps.first, "there is one root")
                demand(!name.contains(UInt8(ascii: "<")) && !name.contains(UInt8(ascii: "/")), "a name is a name")
                open.append(name)
                demand(open.count <= 32, "nothing is nested deeper than the limit")
            case .text: demand(!open.isEmpty, "text stands in an element")
            case .end(let name): demand(open.popLast() == name, "an end is that of the innermost element")
            }
        }
        demand(open.isEmpty && !steps.isEmpty, "every element ends")
        let mark = Array("e:".utf8).count
        if steps.contains(where: { $0.name.count > XMLPullParser.nameLimit - mark }) { return }
        let again = always("what was written is XML") { () throws(XMLFault) in try Document.steps(Document.written(steps)) }
        demand(again == steps, "what was written is read alike")
    }

    /// The steps of a document, texts one behind the other put together.
    private static func steps(_ bytes: [UInt8]) throws(XMLFault) -> [Step] {
        var parser = try XMLPullParser(bytes.rawSpan)
        var steps: [Step] = []
        var last = 0
        while let event = try parser.next() {
            switch event {
            case .start(let name): steps.append(.start(Array(name.utf8)))
            case .end(let name): steps.append(.end(Array(name.utf8)))
            case .text(let range, let isLiteral):
                demand(range.lowerBound >= last && range.upperBound <= bytes.count, "a text lies in the input")
                last = range.upperBound
                var writer = SecretWriter(capacity: 64)
                try parser.append(range, isLiteral: isLiteral, to: &writer)
                demand(writer.count <= range.count, "a text is no longer than it was written")
                let text = Array(writer.bytes)
                if case .text(let before) = steps.last {
                    steps[steps.count - 1] = .text(before + text)
                } else if !text.isEmpty {
                    steps.append(.text(text))
                }
            }
        }
        return steps
    }

    private static func written(_ steps: [Step]) -> [UInt8] {
        var bytes: [UInt8] = []
        for step in steps {
            switch step {
            case .start(let name): bytes += Array("<e:".utf8) + name + Array(">".utf8)
            case .end(let name): bytes += Array("</e:".utf8) + name + Array(">".utf8)
            case .text(let text): bytes += text.escaped
            }
        }
        return bytes
    }
}

extension [UInt8] {
    /// Whether `part` stands somewhere in these bytes.
    fileprivate func holds(_ part: [UInt8]) -> Bool {
        part.isEmpty || indices.contains { self[$0] == part[0] && self[$0...].starts(with: part) }
    }

    /// The bytes as text of an element.
    var escaped: [UInt8] {
        flatMap { byte in
            switch byte {
            case UInt8(ascii: "<"): Array("&lt;".utf8)
            case UInt8(ascii: "&"): Array("&#38;".utf8)
            case UInt8(ascii: ">"): Array("&#x3e;".utf8)
            default: [byte]
            }
        }
    }
}
