public import LeappCBOR

/// What can be wrong with a vault file or with the secret it is to be opened with.
public enum VaultError: Error, Equatable, Sendable {
    /// The file has `size` bytes and ought to have `needed` or more.
    case truncated(size: Int, needed: Int)
    /// The first bytes are of another kind of file.
    case notAVault
    /// The first bytes are those of a vault after a transport that rewrites text.
    case mangled
    /// The major version, which is not 1.
    case unsupportedMajor(UInt16)
    /// The suite, which is not 1.
    case unsupportedSuite(UInt64)
    /// `count` bytes follow the end of the file.
    case trailing(count: Int)
    /// The checksum does not fit.
    case corrupt
    /// The header is not what the format says.
    case header(HeaderFault)
    /// The header names a key that its reader must know, and this one does not.
    case needsNewer(headerKey: UInt64)
    /// Argon2id parameters outside of what is allowed; `isOverridable` where the caller may allow them.
    case kdfLimit(KDFParameters, isOverridable: Bool)
    /// Argon2id parameters below what a new keyslot may have.
    case kdfFloor(KDFParameters)
    /// The machine has no memory for Argon2id, in KiB.
    case kdfMemory(kibibytes: Int)
    /// No keyslot belongs to this secret; `needsSecondSecret` where a slot was passed over for want of a second secret.
    case noMatch(needsSecondSecret: Bool)
    /// The passphrase can belong to no keyslot.
    case passphrase(PassphraseFault)
    /// The recovery code was mistyped, so that it can belong to no keyslot.
    case recoveryCode(CodeFault)
    /// What was given for a second secret has another form, so that it can belong to no keyslot.
    case secondSecret(CodeFault)
    /// No keyslot belongs to this passphrase together with this second secret.
    case noPairMatch
    /// No keyslot belongs to this device's key.
    case noDeviceMatch
    /// A keyslot belongs to this secret and was changed.
    case slotTampered(SlotID)
    /// The key generation is not the pinned one, which alone a device or external slot may open.
    case foreignGeneration(KeyID)
    /// The header is not the one that was sealed with this data key.
    case headerForged
    /// The payload is not the one that was sealed with this header.
    case payloadForged
    /// The length in front of the payload is greater than the room for it, or a byte of the padding is not zero.
    case badPadding
    /// A device's public key has low order, so that a slot for it would be open to everybody.
    case deviceKey([UInt8])
    /// A payload of `bytes` bytes is too large to be sealed.
    case payloadTooLarge(bytes: Int)
    /// `count` passphrases are more than a key generation can have, which is four.
    case tooManyPassphrases(count: Int)
    /// A key generation of `count` slots is too large to be sealed.
    case tooManySlots(count: Int)

    /// The kind of failure that the format names.
    public var errorClass: VaultErrorClass {
        switch self {
        case .truncated: .truncated
        case .notAVault: .notAVault
        case .mangled: .mangled
        case .unsupportedMajor, .unsupportedSuite: .unsupported
        case .trailing: .trailing
        case .corrupt: .corrupt
        case .header: .badHeader
        case .needsNewer: .needsNewer
        case .kdfLimit, .kdfFloor, .kdfMemory: .kdfLimit
        case .noMatch, .noPairMatch, .noDeviceMatch, .passphrase, .recoveryCode, .secondSecret: .noMatch
        case .slotTampered: .slotTampered
        case .deviceKey: .badPayload
        case .foreignGeneration: .forkedKey
        case .headerForged: .headerAuth
        case .payloadForged: .payloadAuth
        case .badPadding: .badPayload
        case .payloadTooLarge, .tooManyPassphrases, .tooManySlots: .limit
        }
    }
}

/// What is wrong with a header (spec/format.md sections 3 and 4).
public enum HeaderFault: Error, Equatable, Sendable {
    /// The header's length field is outside of 1...65536.
    case length(UInt32)
    /// The bytes are not an item of the deterministic subset, or not of the type that is asked for.
    case encoding(CBORError)
    /// A key that is always present is absent.
    case missingKey(UInt64)
    /// A key that is not known and is not an extension's.
    case unknownKey(UInt64)
    /// A byte string of `found` bytes where `expected` are asked for.
    case length(expected: Int, found: Int)
    /// A padded length outside of 8...2^28.
    case paddedLength(UInt64)
    /// A number of slots outside of what this kind of file has.
    case slotCount(Int)
    /// More passphrase slots than a wrong passphrase may cost runs of the KDF.
    case passphraseSlotCount(Int)
    /// Slots are doubled or not in ascending order.
    case slotOrder(SlotID)
    /// A slot type that does not fit a byte, or zero.
    case slotType(UInt64)
    /// A password hash that suite 1 does not have.
    case kdfAlgorithm(UInt64)
    /// A flag is written out though it is not set.
    case unsetFlag
    /// The critical keys are doubled or not in ascending order.
    case criticalOrder(UInt64)
    /// A critical key is not in the header.
    case criticalAbsent(UInt64)
}

/// Why a passphrase is refused (spec/format.md section 4.1).
public enum PassphraseFault: Error, Equatable, Sendable {
    /// It has no characters.
    case empty
    /// It is longer than 1024 bytes.
    case tooLong
    /// It is not UTF-8.
    case notText
    /// It holds a control character.
    case control
    /// It holds a code point that this program's Unicode does not know, and whose normal form may change.
    case unassigned
    /// It is a new one, and holds a code point that came to Unicode after the version that every program has to know.
    case tooNew
}

/// Why a recovery code or a second secret is refused (spec/format.md sections 4.1 and 4.2).
public enum CodeFault: Error, Equatable, Sendable {
    /// It has `symbols` symbols; it ought to have `needed`.
    case length(symbols: Int, needed: Int)
    /// A character that is no symbol, at this position among the symbols.
    case symbol(at: Int)
    /// The check symbol does not fit: a symbol was mistyped.
    case check
}
