import LeappBytes
import LeappCBOR
import LeappCrypto
public import LeappMerge

/// An installation that writes to the vault, by the id that it has in its own local state (spec/records.md, "Devices").
public struct Device: Hashable, Sendable {
    public static let kind = RecordKind.device
    /// How many bytes of UTF-8 a label takes at most.
    public static let labelBytes = 64
    /// The year 10000, in seconds since 1970: no device was added then.
    private static let endOfTime: Int64 = 253_402_300_800

    /// The installation's id, which is the record's.
    public let id: RecordID
    /// What it is called; the host's name, until somebody chooses another.
    public var label: String
    /// The newest schema that it reads and writes.
    public var reads: Int64
    /// When it first wrote to the vault, in seconds since 1970; nil where its record does not say.
    public var added: Int64?
    /// What it writes as; nil where its record does not say.
    public var replica: ReplicaID?
    /// The X25519 key that a keyslot of it is made for, 32 bytes; nil where it has none.
    public var publicKey: [UInt8]?

    /// A device; the label is made fit to be shown.
    public init(
        id: RecordID, label: String, reads: Int64, added: Int64?, replica: ReplicaID?, publicKey: [UInt8]? = nil
    ) {
        self.id = id
        self.label = Device.fitted(label)
        self.reads = reads
        self.added = added
        self.replica = replica
        self.publicKey = publicKey
    }

    /// The view of a record; nil for another kind. What is missing is told as the least: no name, schema 1.
    public init?(_ state: RecordState) {
        guard state.kind == Device.kind.rawValue else { return nil }
        self.init(
            id: state.id, label: state.value("label")?.text ?? "", reads: max(1, state.value("reads")?.number ?? 1),
            added: state.value("added")?.number.flatMap { (0..<Device.endOfTime).contains($0) ? $0 : nil },
            replica: state.value("replica")?.bytes.flatMap { ReplicaID($0.bytes) },
            publicKey: state.value("publicKey")?.bytes.flatMap { $0.count == 32 ? Array($0.bytes) : nil })
    }

    /// The label without what could not be printed, cut to ``labelBytes``; `device` where nothing is left.
    private static func fitted(_ label: String) -> String {
        var fitted = ""
        for scalar in label.unicodeScalars where isPrintable(scalar) {
            guard fitted.utf8.count + String(scalar).utf8.count <= labelBytes else { break }
            fitted.unicodeScalars.append(scalar)
        }
        return fitted.isEmpty ? "device" : fitted
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}

extension Device {
    /// What `edit` lacks so that it also publishes this device, in the state `edited` that it leads to; nil where nothing is missing.
    ///
    /// A label and a time that are there stay. A device that was removed stays removed, and publishes nothing.
    public func completing(_ edit: Edit, in edited: Payload) -> Edit? {
        let state = edited[id]?.state
        if let state, state.kind != Device.kind.rawValue || !state.isVisible { return nil }
        var lacking = FieldWriter(SecretWriter())
        if state?.isNull("label") ?? true { lacking.set("label", label) }
        if state?.value("reads")?.number != reads { lacking.set("reads") { $0.cbor(integer: reads) } }
        if let added, state?.isNull("added") ?? true { lacking.set("added") { $0.cbor(integer: added) } }
        if let replica, state?.value("replica")?.bytes.flatMap({ ReplicaID($0.bytes) }) != replica {
            lacking.set("replica") { $0.cbor(bytes: replica.bytes) }
        }
        let (names, arena) = lacking.finish()
        guard !names.isEmpty else { return nil }
        var complete = edit
        for (name, range) in names {
            complete.write(id, kind: Device.kind.rawValue, field: name, value: SecretSlice(arena, range))
        }
        return complete
    }
}

extension Device {
    /// Sets the public key of the device with this id, or takes it away; the rest of its record stays.
    public static func setPublicKey(_ key: [UInt8]?, of id: RecordID, in edit: inout Edit) {
        var item: [UInt8] = []
        if let key { item.cbor(bytes: key) } else { item.cborNull() }
        edit.write(id, kind: kind.rawValue, field: "publicKey", value: SecretSlice(copying: item.rawSpan))
    }
}

extension Workspace {
    /// The devices that were not removed, ascending by id.
    public var devices: [Device] {
        payload.records.compactMap { record in
            guard record.kind == Device.kind.rawValue else { return nil }
            let state = record.state
            return state.isVisible ? Device(state) : nil
        }
    }
}

extension RecordState {
    /// Whether a field has no value.
    fileprivate func isNull(_ name: String) -> Bool { self[name].map { $0.count == 1 && $0.bytes[0] == 0xf6 } ?? true }
}
