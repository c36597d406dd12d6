import LeappBytes
import LeappCrypto

/// One vector: a file, what it is opened with, and what comes of it.
struct FixtureCase {
    /// What a reader is given.
    enum Opener {
        case passphrase(String, secondSecret: [UInt8]? = nil)
        case recovery(String)
        case device(secretKey: [UInt8], pinned: [UInt8])
        case external(slot: [UInt8], secret: [UInt8], pinned: [UInt8])
        case dataKey(named: String = "data key")
    }

    /// What comes of it: a payload or an error class.
    enum Expectation {
        case payload([UInt8])
        /// A payload of ``Payloads/note(fill:)``.
        case note(fill: Int)
        /// A payload that is told by its hash, and the class: OK or READ_ONLY.
        case opened([UInt8], as: String)
        case failure(String)
    }

    let name: String
    let section: String
    let about: String
    let file: [UInt8]
    var opener = Opener.dataKey()
    let expectation: Expectation
    var isSidecar = false
    /// From which a writer makes the same bytes; nil where no writer may make such a file.
    var seal: FixtureJSON?
    /// What the machine that is shown the file knows, and what it makes of it, pair by pair (the set "pin").
    var machine: [(String, FixtureJSON)] = []

    var index: FixtureJSON {
        var pairs: [(String, FixtureJSON)] = [
            ("name", .text(name)), ("file", .text("\(name).lpv")), ("section", .text(section)), ("about", .text(about)),
        ]
        if isSidecar { pairs.append(("sidecar", .bool(true))) }
        pairs += machine
        pairs.append(("open", opened))
        switch expectation {
        case .payload(let payload): pairs += [("expect", .text("OK")), ("payload", .hex(payload))]
        case .note(let fill): pairs += [("expect", .text("OK")), ("noteFill", .number(UInt64(fill)))]
        case .opened(let payload, let name):
            let hash = BLAKE2b.hash(payload.rawSpan, count: 32, personalisation: "")
            pairs += [("expect", .text(name)), ("payloadHash", .hex(hash))]
        case .failure(let name): pairs.append(("expect", .text(name)))
        }
        if let seal { pairs.append(("seal", seal)) }
        return .object(pairs)
    }

    private var opened: FixtureJSON {
        switch opener {
        case .passphrase(let passphrase, nil): .object([("passphrase", .hex(passphrase.utf8))])
        case .passphrase(let passphrase, let second?):
            .object([("passphrase", .hex(passphrase.utf8)), ("secondSecret", .hex(second))])
        case .recovery(let code): .object([("recovery", .text(code))])
        case .device(let secretKey, let pinned): .object([("deviceKey", .hex(secretKey)), ("pinned", .hex(pinned))])
        case .external(let slot, let secret, let pinned):
            .object([("external", .hex(slot)), ("secret", .hex(secret)), ("pinned", .hex(pinned))])
        case .dataKey(let name): .object([("dataKey", .hex(Named.bytes(name, 32)))])
        }
    }
}
