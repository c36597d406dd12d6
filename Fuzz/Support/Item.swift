/// A lawful CBOR item, taken apart so that one thing of it can be disturbed; its own reader, which trusts what it reads.
public indirect enum Item {
    case leaf([UInt8])
    case array([Item])
    case map([Item])

    /// Takes an item apart; nil where the bytes are not exactly one.
    public init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        guard let item = Item(reading: &rest, depth: 0), rest.isEmpty else { return nil }
        self = item
    }

    private init?(reading bytes: inout ArraySlice<UInt8>, depth: Int) {
        let start = bytes
        guard depth <= 20, let first = bytes.popFirst(), let argument = Item.argument(first, &bytes) else { return nil }
        switch first >> 5 {
        case 2, 3:
            guard argument <= bytes.count else { return nil }
            bytes = bytes.dropFirst(argument)
            self = .leaf(Array(start.prefix(start.count - bytes.count)))
        case 4, 5:
            let count = first >> 5 == 5 ? argument * 2 : argument
            guard count <= bytes.count else { return nil }
            var items: [Item] = []
            for _ in 0..<count {
                guard let item = Item(reading: &bytes, depth: depth + 1) else { return nil }
                items.append(item)
            }
            self = first >> 5 == 5 ? .map(items) : .array(items)
        default: self = .leaf(Array(start.prefix(start.count - bytes.count)))
        }
    }

    private static func argument(_ first: UInt8, _ bytes: inout ArraySlice<UInt8>) -> Int? {
        guard first & 31 >= 24 else { return Int(first & 31) }
        guard first & 31 < 27, bytes.count >= 1 << Int(first & 3) else { return first & 31 == 27 ? Item.long(&bytes) : nil }
        return (0..<(1 << Int(first & 3))).reduce(0) { value, _ in value << 8 | Int(bytes.popFirst() ?? 0) }
    }

    /// The argument of eight bytes, which no length has.
    private static func long(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= 8 else { return nil }
        bytes = bytes.dropFirst(8)
        return .max / 4
    }

    /// The bytes, heads in their shortest form.
    public var encoded: [UInt8] {
        switch self {
        case .leaf(let bytes): bytes
        case .array(let items): Item.head(4, items.count) + items.flatMap(\.encoded)
        case .map(let items): Item.head(5, items.count / 2) + items.flatMap(\.encoded)
        }
    }

    private static func head(_ major: UInt8, _ argument: Int) -> [UInt8] {
        if argument < 24 { return [major << 5 | UInt8(argument)] }
        let width = argument < 1 << 8 ? 1 : argument < 1 << 16 ? 2 : argument < 1 << 32 ? 4 : 8
        let bytes = (0..<width).reversed().map { UInt8(truncatingIfNeeded: argument >> ($0 * 8)) }
        return [major << 5 | UInt8(24 + width.trailingZeroBitCount)] + bytes
    }

    /// A lawful item with up to three things disturbed as the choices say, none where they are zeros; other bytes as they are.
    public static func disturbed(_ bytes: [UInt8], by choices: [UInt8]) -> [UInt8] {
        var decisions = Decisions(choices)
        let times = decisions.below(4)
        guard times > 0, var item = Item(bytes) else { return bytes }
        for _ in 0..<times { item.disturb(&decisions) }
        return item.encoded
    }

    /// How many items it is made of, itself included.
    private var count: Int {
        switch self {
        case .leaf: 1
        case .array(let items), .map(let items): items.reduce(1) { $0 + $1.count }
        }
    }

    /// Changes one leaf, or doubles, drops, swaps or almost repeats a member of one list, whichever of all the choices lead to.
    public mutating func disturb(_ decisions: inout Decisions) {
        disturb((decisions.below(256) << 8 | decisions.below(256)) % count, &decisions)
    }

    private mutating func disturb(_ place: Int, _ decisions: inout Decisions) {
        switch self {
        case .leaf(let bytes): self = .leaf(Item.disturbed(bytes, &decisions))
        case .array(var items):
            Item.disturb(&items, place, of: 1, &decisions)
            self = .array(items)
        case .map(var items):
            Item.disturb(&items, place, of: 2, &decisions)
            self = .map(items)
        }
    }

    /// Disturbs what stands at `place` of a list whose members are `width` items each: 0 is the list itself.
    private static func disturb(_ items: inout [Item], _ place: Int, of width: Int, _ decisions: inout Decisions) {
        guard place > 0 else { return disturb(&items, of: width, &decisions) }
        var rest = place - 1
        for index in items.indices {
            guard rest >= items[index].count else { return items[index].disturb(rest, &decisions) }
            rest -= items[index].count
        }
    }

    private static func disturb(_ items: inout [Item], of width: Int, _ decisions: inout Decisions) {
        guard !items.isEmpty else {
            items = (0..<width).map { _ in .leaf([decisions.byte() & 0x17]) }
            return
        }
        let last = items.count - width
        let start = decisions.flag() ? last : decisions.below(256) % items.count / width * width
        let member = Array(items[start..<(start + width)])
        switch decisions.below(4) {
        case 0: items.insert(contentsOf: member, at: start)
        case 1: items.removeSubrange(start..<(start + width))
        case 2 where start < last: for step in 0..<width { items.swapAt(start + step, start + width + step) }
        default:
            items.insert(contentsOf: member, at: start + width)
            items[start + width].disturb(&decisions)
        }
    }

    /// Another leaf of the same kind: a number or a byte one off, a number at a bound, a longer or shorter string.
    private static func disturbed(_ leaf: [UInt8], _ decisions: inout Decisions) -> [UInt8] {
        let major = leaf[0] >> 5
        switch (major, decisions.below(4)) {
        case (0...1, 0...1): return Item.head(0, Item.bounds[decisions.below(Item.bounds.count)])
        case (2...3, 0...1):
            let start = leaf[0] & 31 < 24 ? 1 : 1 + 1 << Int(leaf[0] & 3)
            var content = Array(leaf.dropFirst(start))
            switch decisions.below(4) {
            case 0: content.append(decisions.byte() & 0x7f)
            case 1: content += [UInt8](repeating: 0x61, count: 64)
            case 2: content = Array(content.dropLast())
            default: content = []
            }
            return Item.head(major, content.count) + content
        default:
            var bytes = leaf
            let place = decisions.flag() ? 0 : decisions.below(256) % bytes.count
            bytes[bytes.count - 1 - place] &+= decisions.flag() ? 1 : 0xff
            return bytes
        }
    }

    /// Where something ends: heads, sizes, times, and what a signed integer holds.
    private static let bounds = [
        0, 1, 2, 23, 24, 255, 256, 65535, 65536, 31_622_400, 31_622_401, 0x7fff_ffff, 0xffff_ffff, 0x1_0000_0000, .max,
    ]
}
