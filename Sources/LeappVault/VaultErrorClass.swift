/// The kinds of failure that the format names (spec/format.md section 9); vectors, exit codes and other readers speak of these.
public enum VaultErrorClass: String, CaseIterable, Sendable {
    /// The first bytes are of another kind of file.
    case notAVault = "NOT_A_VAULT"
    /// The first bytes show a transport that rewrites text: line endings, 7 bits, re-encoding.
    case mangled = "MANGLED"
    /// A major version or a suite of a later program.
    case unsupported = "UNSUPPORTED"
    /// Bytes are missing at the end.
    case truncated = "TRUNCATED"
    /// Bytes follow the end.
    case trailing = "TRAILING"
    /// The checksum does not fit: damaged, or only half copied.
    case corrupt = "CORRUPT"
    /// The header is not what the format says.
    case badHeader = "BAD_HEADER"
    /// A keyslot asks for more work than is allowed, or a writer for less.
    case kdfLimit = "KDF_LIMIT"
    /// No keyslot belongs to this secret.
    case noMatch = "NO_MATCH"
    /// A keyslot belongs to this secret and was changed.
    case slotTampered = "SLOT_TAMPERED"
    /// The header is not the one that was sealed.
    case headerAuth = "HEADER_AUTH"
    /// The payload is not the one that was sealed.
    case payloadAuth = "PAYLOAD_AUTH"
    /// What was sealed is not a lawful payload.
    case badPayload = "BAD_PAYLOAD"
    /// Made by a later program that says an older one must not read it.
    case needsNewer = "NEEDS_NEWER"
    /// Made by a later program that says an older one must not write it.
    case readOnly = "READ_ONLY"
    /// A count or size is above a limit.
    case limit = "LIMIT"
    /// Another vault lies where a known one was.
    case wrongVault = "WRONG_VAULT"
    /// An older state lies where a newer one was.
    case rollback = "ROLLBACK"
    /// The key generation is neither the pinned one nor its heir.
    case forkedKey = "FORKED_KEY"
}
