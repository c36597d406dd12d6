public import LeappVault

extension VaultError {
    /// Whether it says of a passphrase or a recovery code that it opens nothing, most likely because it was mistyped.
    public var isOfTypedSecret: Bool {
        switch self {
        case .noMatch, .noPairMatch, .passphrase, .recoveryCode: true
        default: false
        }
    }

    /// What happened and what to do next, to follow the file's path and a colon.
    public var words: String {
        switch self {
        case .truncated(let size, let needed):
            "it is cut off: \(size) bytes of at least \(needed); fetch it again, or take a backup"
        case .notAVault: "this is not a vault; check the path"
        case .mangled: "a text-mode transfer changed its bytes; copy it again as binary"
        case .unsupportedMajor(let major): "it has format version \(major), which this leapp does not read; install a newer leapp"
        case .unsupportedSuite(let suite): "it uses cipher suite \(suite), which this leapp does not know; install a newer leapp"
        case .trailing(let count): "\(count) bytes follow its end; fetch it again, or take a backup"
        case .corrupt: "its checksum does not match: it is damaged or only half copied; fetch it again, or take a backup"
        case .header: "its header is not lawful; fetch it again, or take a backup"
        case .needsNewer: "a newer leapp made it; install that version"
        case .kdfLimit(let kdf, true):
            "opening it takes \(kdf.memory) KiB for \(kdf.passes) passes, more than is done unasked; --allow-costly-kdf allows it"
        case .kdfLimit(let kdf, false):
            "\(kdf.memory) KiB and \(kdf.passes) passes are outside of the limits: 1 MiB to 1 GiB, 1 to 16 passes"
        case .kdfFloor(let kdf):
            "\(kdf.memory) KiB and \(kdf.passes) passes are too weak for a new passphrase: use at least 64M and 3 passes"
        case .kdfMemory(let kibibytes): "there is no memory for Argon2id: it needs \(kibibytes) KiB free"
        case .noMatch(false): "wrong passphrase, or a header that was tampered with"
        case .noMatch(true):
            "wrong passphrase, or it is that of a keyslot which wants the second secret too; name the file that holds it with "
                + "--second-secret or $LEAPP_SECOND_SECRET"
        case .noPairMatch:
            "wrong passphrase, or the second secret is not this vault's, or a header that was tampered with"
        case .noDeviceMatch:
            "the device key of this machine opens no keyslot of it; unlock with the passphrase, and see `leapp vault slots`"
        case .passphrase(let fault): fault.words
        case .recoveryCode(let fault): "the recovery code \(fault.words)"
        case .secondSecret(let fault): "the second secret \(fault.words)"
        case .slotTampered: "its keyslot was changed after it was sealed; take a backup"
        case .foreignGeneration:
            "its key is not the one that this machine knows, so that the device key must not open it: the passphrase is needed "
                + "once, with `leapp unlock`"
        case .headerForged: "its header was changed after it was sealed; take a backup"
        case .payloadForged: "its contents were changed after they were sealed; take a backup"
        case .badPadding: "what was sealed in it is not lawful; take a backup"
        case .deviceKey: "a device's key in it is not usable"
        case .payloadTooLarge(let bytes): "\(bytes) bytes are more than a vault can hold; nothing was written"
        case .tooManyPassphrases(let count):
            "\(count) passphrases are more than the four that a vault can have; remove one first with `leapp vault slots remove`"
        case .tooManySlots(let count): "\(count) keyslots are more than a vault can hold; nothing was written"
        }
    }
}

extension PassphraseFault {
    /// Why the passphrase cannot be one.
    public var words: String {
        switch self {
        case .empty: "a passphrase has at least one character"
        case .tooLong: "a passphrase has at most 1024 bytes"
        case .notText: "the passphrase is not UTF-8"
        case .control: "a passphrase has no control characters"
        case .unassigned: "the passphrase has characters that this program's Unicode does not know"
        case .tooNew: "the passphrase has characters that are newer than Unicode 13.0 (2020), which not every leapp can read"
        }
    }
}

extension CodeFault {
    /// Why what was given is none, to follow what it was to be.
    public var words: String {
        switch self {
        case .length(let symbols, let needed): "has \(needed) letters and digits, this one \(symbols)"
        case .symbol(let position): "has another kind of letters than number \(position + 1) of this one"
        case .check: "is mistyped: its last letter does not fit the others"
        }
    }
}
