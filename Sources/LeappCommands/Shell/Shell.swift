import LeappBytes

/// A shell whose syntax `leapp env` writes.
enum Shell: String, CaseIterable, Sendable {
    case bash, zsh, fish, powershell, nu

    /// The shell that `$SHELL` names by its last path component; bash for one that is not known.
    static func of(shellPath: String?) -> Shell {
        let name = shellPath?.split(separator: "/").last.map(String.init) ?? ""
        return name == "pwsh" ? .powershell : Shell(rawValue: name) ?? .bash
    }

    /// How an assignment of an exported variable begins, before the quoted value.
    func assignmentStart(_ name: String) -> String {
        switch self {
        case .bash, .zsh: "export \(name)="
        case .fish: "set -gx \(name) "
        case .powershell: "$Env:\(name) = "
        case .nu: "\(name): "
        }
    }

    /// What stands before and after all assignments. For nu the whole is a record:
    /// `leapp env NAME --shell nu | from nuon | load-env`.
    var frame: (start: String, end: String) { self == .nu ? ("{\n", "}\n") : ("", "") }

    /// The line that removes a variable; nil where the form has none (a nu record can only set).
    func removal(_ name: String) -> String? {
        switch self {
        case .bash, .zsh: "unset \(name)"
        case .fish: "set -e \(name)"
        case .powershell: "Remove-Item Env:\(name) -ErrorAction SilentlyContinue"
        case .nu: nil
        }
    }

    /// The quotation mark around a value: in all but nu nothing but itself (and in fish a backslash) is special inside.
    private var mark: UInt8 { UInt8(ascii: self == .nu ? "\"" : "'") }

    /// Writes a value, quoted so that the shell reads back exactly `value`'s bytes; it holds no NUL.
    func quote(_ value: RawSpan, to sink: inout some ByteSink & ~Copyable) {
        sink.append(mark)
        var index = 0
        while index < value.byteCount {
            let length = powerShellMarkLength(value, at: index)
            if length > 0 {
                let character = value.extracting(index..<(index + length))
                sink.append(character)
                sink.append(character)
                index += length
            } else {
                let byte = value[index]
                if let escaped = escape(byte) { sink.append(escaped.rawSpan) } else { sink.append(byte) }
                index += 1
            }
        }
        sink.append(mark)
    }

    /// A public text, without NUL, as one word: as it is where that is plain, else quoted.
    func word(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "+=,.@:/_-".unicodeScalars.contains(scalar))
        }
        guard text.isEmpty || !isPlain else { return text }
        var quoted: [UInt8] = []
        quote(Array(text.utf8).rawSpan, to: &quoted)
        return String(decoding: quoted, as: UTF8.self)
    }

    /// What stands for a byte that cannot stand for itself.
    private func escape(_ byte: UInt8) -> [UInt8]? {
        switch (self, byte) {
        case (.bash, UInt8(ascii: "'")), (.zsh, UInt8(ascii: "'")): Array(#"'\''"#.utf8)
        case (.fish, UInt8(ascii: "'")), (.fish, UInt8(ascii: "\\")): [UInt8(ascii: "\\"), byte]
        case (.nu, _): JSON.escape(byte)
        default: nil
        }
    }

    /// PowerShell ends a single-quoted string at `'` and at U+2018 to U+201B alike; each is doubled to stand for itself.
    private func powerShellMarkLength(_ value: RawSpan, at index: Int) -> Int {
        guard self == .powershell else { return 0 }
        if value[index] == UInt8(ascii: "'") { return 1 }
        guard index + 2 < value.byteCount, value[index] == 0xE2, value[index + 1] == 0x80 else { return 0 }
        return (0x98...0x9B).contains(value[index + 2]) ? 3 : 0
    }
}
