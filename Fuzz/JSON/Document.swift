import FuzzSupport
import LeappBytes
import LeappCrypto
import LeappJSON

/// A document that is lawful but for its depth and for names that come twice, and how its reader has to answer.
struct Document {
    private indirect enum Node {
        case null
        case bool(Bool)
        case integer(Int64)
        case string([UInt8])
        case array([Node])
        case object([(name: [UInt8], value: Node)])

        var depth: Int {
            switch self {
            case .null, .bool, .integer, .string: 0
            case .array(let items): 1 + (items.map(\.depth).max() ?? 0)
            case .object(let members): 1 + (members.map(\.value.depth).max() ?? 0)
            }
        }

        var repeatsName: Bool {
            switch self {
            case .null, .bool, .integer, .string: false
            case .array(let items): items.contains(where: \.repeatsName)
            case .object(let members):
                Set(members.map(\.name)).count < members.count || members.contains(where: \.value.repeatsName)
            }
        }
    }

    private let root: Node
    private var shape: Decisions

    init(_ decisions: inout Decisions) {
        root = Document.node(&decisions, 0)
        shape = decisions
    }

    func check() {
        var shape = shape
        let text = Document.blanks(&shape) + Document.written(root, &shape) + Document.blanks(&shape)
        let isLawful = root.depth <= JSONValue.depthLimit && !root.repeatsName
        do {
            let value = try JSONValue(parsing: SecretSlice(copying: text.rawSpan))
            demand(isLawful, "what is too deep or names something twice is refused")
            demand(Document.isSame(value, root), "a document is read as what it says")
        } catch {
            demand(!isLawful, "a lawful document is read: \(error)")
        }
        guard text.count > 2 else { return }
        let rest = SecretSlice(copying: (text + [UInt8(ascii: "0")]).rawSpan)
        if case .integer = root { return }
        demand((try? JSONValue(parsing: rest)) == nil, "nothing may follow the document")
    }

    private static func node(_ decisions: inout Decisions, _ depth: Int) -> Node {
        switch decisions.below(depth < 18 && !decisions.isEmpty ? 9 : 5) {
        case 0: .null
        case 1: .bool(decisions.flag())
        case 2: .integer(Int64(bitPattern: decisions.word()) >> Int64(decisions.below(64)))
        case 3, 4: .string(Document.text(&decisions))
        case 5, 6: .array((0..<decisions.below(4)).map { _ in node(&decisions, depth + 1) })
        default: .object((0..<decisions.below(4)).map { _ in (Document.text(&decisions), node(&decisions, depth + 1)) })
        }
    }

    private static func text(_ decisions: inout Decisions) -> [UInt8] {
        Array(String(decoding: decisions.take(decisions.below(12)), as: UTF8.self).utf8)
    }

    private static func blanks(_ shape: inout Decisions) -> [UInt8] { [[], [32], [9, 10], [13, 10, 32]][shape.below(4)] }

    private static func written(_ node: Node, _ shape: inout Decisions) -> [UInt8] {
        switch node {
        case .null: return Array("null".utf8)
        case .bool(let flag): return Array("\(flag)".utf8)
        case .integer(let number): return Array("\(number)".utf8)
        case .string(let text): return quoted(text, &shape)
        case .array(let items):
            return listed(items, "[", "]", &shape) { item, shape in written(item, &shape) }
        case .object(let members):
            return listed(members, "{", "}", &shape) { member, shape in
                quoted(member.name, &shape) + blanks(&shape) + [UInt8(ascii: ":")] + blanks(&shape)
                    + written(member.value, &shape)
            }
        }
    }

    private static func listed<Member>(
        _ members: [Member], _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ shape: inout Decisions,
        _ write: (Member, inout Decisions) -> [UInt8]
    ) -> [UInt8] {
        var bytes = [UInt8(ascii: open)] + blanks(&shape)
        for (index, member) in members.enumerated() {
            if index > 0 { bytes += [UInt8(ascii: ",")] + blanks(&shape) }
            bytes += write(member, &shape) + blanks(&shape)
        }
        return bytes + [UInt8(ascii: close)]
    }

    private static func quoted(_ text: [UInt8], _ shape: inout Decisions) -> [UInt8] {
        var bytes = [UInt8(ascii: "\"")]
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            let mustEscape = scalar.value < 32 || scalar == "\"" || scalar == "\\"
            if mustEscape || shape.below(8) == 0 {
                for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                    bytes += [UInt8(ascii: "\\"), UInt8(ascii: "u")] + hex(unit)
                }
            } else {
                bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            }
        }
        return bytes + [UInt8(ascii: "\"")]
    }

    private static func hex(_ unit: UInt16) -> [UInt8] { Array(unit.bigEndianBytes.hex.utf8) }

    private static func isSame(_ value: JSONValue, _ node: Node) -> Bool {
        switch (value, node) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.string(let left), .string(let right)): Array(left.text.utf8) == right
        case (.array(let left), .array(let right)): left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && right.allSatisfy { member in
                    left[String(decoding: member.name, as: UTF8.self)].map { isSame($0, member.value) } ?? false
                }
        default: false
        }
    }
}
