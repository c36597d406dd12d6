import LeappBytes
public import LeappCrypto

/// A key's value: bytes in the document's arena, which become text only where the key is known to hold no secret.
public struct AWSValue: Sendable {
    /// The key, in lower case.
    public let key: String
    /// Whether the key may hold a secret.
    public let isSecret: Bool
    let arena: SecretArena
    let first: Range<Int>
    let continuations: ArraySlice<Range<Int>>

    /// Whether the value is a block of sub-keys: nothing on the key's own line, indented lines below.
    public var isNested: Bool { first.isEmpty && !continuations.isEmpty }

    /// Whether there is nothing at all.
    public var isEmpty: Bool { first.isEmpty && continuations.isEmpty }

    /// The bytes; the lines of a continued value are joined by line feeds, each without its indentation.
    public var slice: SecretSlice {
        guard !continuations.isEmpty else { return SecretSlice(arena, first) }
        var joined = SecretWriter(capacity: 256)
        let bytes = arena.bytes
        joined.append(bytes.extracting(first))
        for line in continuations {
            joined.append(0x0a)
            joined.append(bytes.extracting(line))
        }
        return SecretArena(joined.finish()).slice
    }

    /// The value as text; nil where the key may hold a secret and where the bytes are not UTF-8.
    public var text: String? {
        guard !isSecret else { return nil }
        let bytes = arena.bytes
        var joined = first.map { bytes.byte($0) }
        for line in continuations {
            joined.append(0x0a)
            joined.append(bytes.extracting(line))
        }
        return String(validating: joined, as: UTF8.self)
    }

    /// The sub-keys of a block, as written, in order; a value's bytes are a slice of the arena.
    public var subkeys: [(key: String, value: SecretSlice)] {
        guard isNested else { return [] }
        let bytes = arena.bytes
        return continuations.compactMap { line in
            guard let equals = bytes.first(UInt8(ascii: "="), in: line) else { return nil }
            let key = bytes.trimmed(line.lowerBound..<equals).map { bytes.byte($0) }
            let value = bytes.trimmed((equals + 1)..<line.upperBound)
            return (String(decoding: key, as: UTF8.self), SecretSlice(arena, value))
        }
    }

    /// Whether a key of that name may hold a secret: those that do, and all that sound like it.
    public static func isSecret(_ key: String) -> Bool {
        switch key {
        case "aws_access_key_id", "region", "output", "role_arn", "source_profile", "sso_session", "sso_start_url", "sso_region",
            "sso_account_id", "sso_role_name", "web_identity_token_file", "x_security_token_expires":
            false
        default: ["secret", "token", "password"].contains { key.contains($0) }
        }
    }
}
