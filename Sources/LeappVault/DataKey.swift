import LeappBytes
public import LeappCrypto

/// The key of one generation of a vault; everything that is sealed is sealed with a subkey of it (spec/format.md section 6).
public final class DataKey: Sendable {
    /// How many bytes it has.
    public static let byteCount = 32

    private let secret: Secret
    /// The public name of the generation.
    public let keyID: KeyID

    /// Takes over 32 secret bytes; nil for another number.
    public init?(_ secret: consuming Secret) {
        guard secret.count == DataKey.byteCount else { return nil }
        keyID = KeyID(of: secret)
        self.secret = secret
    }

    /// A new random one.
    public init(_ randomness: Randomness) {
        let secret = randomness.secret(DataKey.byteCount)
        keyID = KeyID(of: secret)
        self.secret = secret
    }

    /// The 32 bytes, to be sealed into a keyslot or handed to the agent.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let memory = unsafe secret.withUnsafeBytes { unsafe $0 }  // stays where it is for as long as this object lives
            let span = unsafe RawSpan(_unsafeBytes: memory)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Subkey `index`, as libsodium's `crypto_kdf_derive_from_key` with context "leappv1k" makes it.
    public func subkey(_ index: UInt64) -> Secret {
        BLAKE2b.secret(
            RawSpan(), count: 32, personalisation: "leappv1k", salt: index.littleEndianBytes + [UInt8](repeating: 0, count: 8),
            key: bytes)
    }

    func subkey(_ use: SubkeyUse) -> Secret { subkey(use.rawValue) }

    /// The name of the slot in this generation that belongs to a device's public key (spec/format.md section 4.3).
    public func slotID(ofDevice publicKey: [UInt8]) -> SlotID {
        let name = BLAKE2b.hash(
            publicKey.rawSpan, count: 16, personalisation: "leapp-v1-slotid", key: subkey(.deviceSlots).bytes)
        guard let id = SlotID(Array(name.prefix(SlotID.byteCount))) else { preconditionFailure("a slot's name has 8 bytes") }
        return id
    }
}

/// What subkeys are for; separate files and uses get separate ones.
public enum SubkeyUse: UInt64, Sendable {
    /// The MAC of a vault's header.
    case header = 1
    /// A vault's payload.
    case payload = 2
    /// A sidecar's payload.
    case sidecarPayload = 3
    /// The MAC of the machine-local pin.
    case pin = 4
    /// The machine-local history.
    case history = 5
    /// Keeps nonces apart where two machines draw the same random bytes.
    case nonce = 6
    /// The MAC of a sidecar's header.
    case sidecarHeader = 7
    /// The names of device slots.
    case deviceSlots = 9
}
