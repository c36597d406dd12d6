import LeappBytes
import LeappCrypto
import LeappINI

/// What may be written: only what the SDKs and botocore read alike.
extension AWSSectionRole {
    /// The header line for a new section.
    func header(in file: AWSFile) throws(AWSConfigError) -> String {
        switch (self, file) {
        case (.profile(let name), .credentials): "[\(try Self.checked(name))]"
        case (.profile("default"), .config): "[default]"
        case (.profile(let name), .config): "[profile \(try Self.checked(name))]"
        case (.ssoSession(let name), .config): "[sso-session \(try Self.checked(name))]"
        case (.services(let name), .config): "[services \(try Self.checked(name))]"
        case (.ssoSession(let name), .credentials), (.services(let name), .credentials): throw .unwritableName(name)
        case (.other, _), (.unreadable, _): throw .unwritableName("")
        }
    }

    private static func checked(_ name: String) throws(AWSConfigError) -> String {
        guard AWSDocument.isWritableName(name) else { throw .unwritableName(name) }
        return name
    }
}

extension AWSDocument {
    /// Whether a profile of that name can be written so that all tools read it.
    public static func isWritableName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy(\.isIdentifier) && name != "DEFAULT"
    }
}

extension AWSLine {
    /// The line as document text, checked.
    func texts() throws(AWSConfigError) -> [INIText] {
        switch self {
        case .comment(let text):
            let bytes = Array(text.utf8)
            guard bytes.first == UInt8(ascii: "#"), bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x09 }) else {
                throw .unwritableValue(key: "#")
            }
            return [.line([.text(text)])]
        case .value(let key, let value):
            return [.line([.text("\(try AWSLine.checked(key: key)) = "), .bytes(try AWSLine.checked(value, of: key))])]
        case .text(let key, let value):
            guard AWSLine.isWritable(Array(value.utf8).rawSpan) else { throw .unwritableValue(key: key) }
            return [.line([.text("\(try AWSLine.checked(key: key)) = \(value)")])]
        case .nested(let key, let subkeys):
            var lines: [INIText] = [.line([.text(try AWSLine.checked(key: key) + " =")])]
            for (subkey, value) in subkeys {
                lines.append(
                    .line([.text("  \(try AWSLine.checked(key: subkey)) = "), .bytes(try AWSLine.checked(value, of: subkey))]))
            }
            return lines
        }
    }

    private static func checked(key: String) throws(AWSConfigError) -> String {
        guard !key.isEmpty, key.utf8.allSatisfy({ $0.isIdentifier && $0 != UInt8(ascii: ":") }) else { throw .unwritableKey(key) }
        return key
    }

    private static func checked(_ value: SecretSlice, of key: String) throws(AWSConfigError) -> SecretSlice {
        guard isWritable(value.bytes) else { throw .unwritableValue(key: key) }
        return value
    }

    private static func isWritable(_ bytes: RawSpan) -> Bool {
        let all = 0..<bytes.byteCount
        let startsComment = !all.isEmpty && (bytes.byte(0) == UInt8(ascii: "#") || bytes.byte(0) == UInt8(ascii: ";"))
        let isPlain = all.allSatisfy { bytes.byte($0) >= 0x20 && bytes.byte($0) != 0x7f || bytes.byte($0) == 0x09 }
        return isPlain && !startsComment && bytes.isUTF8(all) && bytes.trimmed(all) == all && !bytes.hasWideEdge(all)
            && !bytes.hasWideLineBreak(all) && bytes.comment(in: all, afterBlank: true) == nil
    }
}
