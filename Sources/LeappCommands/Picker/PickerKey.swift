/// A key, or what else a terminal sends for one.
enum PickerKey: Equatable, Sendable {
    case letter(Character)
    /// What was pasted, as one line without anything that steers.
    case pasted(String)
    case up, down, pageUp, pageDown
    case backspace, eraseWord, eraseLine
    case enter, leave, stop, redraw
    /// Something that means nothing here.
    case other

    /// Takes the first key out of bytes that a terminal sent; nil where they are the beginning of one and more may come.
    ///
    /// `isAll`: nothing comes any more for a while, so that a lone escape is the key of that name.
    static func next(in bytes: inout [UInt8], isAll: Bool) -> PickerKey? {
        guard let first = bytes.first else { return nil }
        if bytes.starts(with: pasteStart) { return paste(in: &bytes, isAll: isAll) }
        if first == 0x1b { return escape(in: &bytes, isAll: isAll) }
        if first < 0x20 || first == 0x7f {
            bytes.removeFirst()
            return control[first] ?? .other
        }
        let length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
        guard bytes.count >= length || isAll else { return nil }
        let text = String(decoding: bytes.prefix(length), as: UTF8.self)
        bytes.removeFirst(min(length, bytes.count))
        guard let letter = text.first, letter != "\u{fffd}" else { return .other }
        return .letter(letter)
    }

    private static let control: [UInt8: PickerKey] = [
        0x03: .leave, 0x04: .leave, 0x07: .leave, 0x08: .backspace, 0x0a: .enter, 0x0c: .redraw, 0x0d: .enter, 0x0e: .down,
        0x10: .up, 0x15: .eraseLine, 0x17: .eraseWord, 0x1a: .stop, 0x1c: .leave, 0x7f: .backspace,
    ]

    /// The sequences of arrow and page keys, in both modes that terminals have for them.
    private static let sequences: [String: PickerKey] = [
        "[A": .up, "[B": .down, "OA": .up, "OB": .down, "[5~": .pageUp, "[6~": .pageDown,
    ]

    /// The marks that a terminal puts around what is pasted, where it was asked to (`ESC [ ? 2004 h`).
    private static let pasteStart = Array("\u{1b}[200~".utf8), pasteEnd = Array("\u{1b}[201~".utf8)
    /// How much of what is pasted counts; no name is longer.
    private static let pasteLimit = 1024

    /// What was pasted, once its end is there: nothing before that is a key, but Ctrl-C behind which nothing comes.
    private static func paste(in bytes: inout [UInt8], isAll: Bool) -> PickerKey? {
        let start = pasteStart.count
        let end = bytes.indices.dropFirst(start).first { bytes[$0...].starts(with: pasteEnd) }
        guard let end else {
            if isAll, bytes.last == 0x03 {
                bytes = []
                return .leave
            }
            // The end mark may be there in part.
            let kept = start + pasteLimit
            if bytes.count > kept + pasteEnd.count { bytes.removeSubrange(kept..<(bytes.count - pasteEnd.count)) }
            return nil
        }
        let text = String(decoding: bytes[start..<end].prefix(pasteLimit), as: UTF8.self)
        bytes.removeFirst(end + pasteEnd.count)
        return .pasted(
            String(
                String.UnicodeScalarView(
                    text.unicodeScalars.filter { $0.properties.generalCategory != .control && $0 != "\u{fffd}" })))
    }

    /// What came in one read, without its line ends where more stands behind one: nobody types on so fast after Enter, so that was
    /// pasted at a terminal that does not say so.
    static func typed(_ bytes: [UInt8]) -> [UInt8] {
        func isEnd(_ byte: UInt8) -> Bool { byte == 0x0d || byte == 0x0a }
        return bytes.dropLast().contains(where: isEnd) ? bytes.filter { !isEnd($0) } : bytes
    }

    private static func escape(in bytes: inout [UInt8], isAll: Bool) -> PickerKey? {
        guard bytes.count > 1, bytes[1] == UInt8(ascii: "[") || bytes[1] == UInt8(ascii: "O") else {
            guard bytes.count > 1 || isAll else { return nil }
            bytes.removeFirst()
            return .leave
        }
        // Parameters, then the byte that ends the sequence (ECMA-48, section 5.4).
        guard let end = bytes[2...].firstIndex(where: { (0x40...0x7e).contains($0) }) else {
            guard isAll || bytes.count > 32 else { return nil }
            bytes = []
            return .other
        }
        let sequence = String(decoding: bytes[1...end], as: UTF8.self)
        bytes.removeFirst(end + 1)
        return sequences[sequence] ?? .other
    }
}
