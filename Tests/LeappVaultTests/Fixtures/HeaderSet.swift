@testable import LeappVault

/// Faults of the header map; MAC and checksum are right, so that nothing but the header can be what is refused.
enum HeaderSet {
    static var cases: [FixtureCase] { keys + values + suites + encodings + slots + critical }

    private static func vector(
        _ name: String, _ expected: VaultErrorClass?, _ about: String, section: String = "3", _ change: (inout Forge) -> Void
    ) -> FixtureCase {
        var forge = Forge("header")
        change(&forge)
        return FixtureCase(
            name: "header-\(name)", section: section, about: about, file: forge.file,
            expectation: expected.map { .failure($0.rawValue) } ?? .payload(Payloads.empty))
    }

    private static func bad(_ name: String, _ about: String, section: String = "3", _ change: (inout Forge) -> Void)
        -> FixtureCase
    {
        vector(name, .badHeader, about, section: section, change)
    }

    private static var keys: [FixtureCase] {
        let missing = (1...7).map { key in bad("missing-\(key)", "key \(key) is absent") { $0.remove(UInt64(key)) } }
        return missing + [
            bad("empty-map", "no keys at all") { $0.fields = [] },
            bad("reserved-key", "key 8 is reserved") { $0.fields.append((.unsigned(8), .null)) },
            bad("reserved-key-63", "key 63 is reserved") { $0.fields.append((.unsigned(63), .null)) },
            vector("extension", nil, "key 64 is an extension") { $0.fields.append((.unsigned(64), .null)) },
            bad("text-key", "a key of another type") { $0.fields.append((.text("a"), .null)) },
            bad("duplicate-key", "key 7 twice") { $0.fields.append((.unsigned(7), .array([]))) },
            bad("duplicate-extension", "key 64 twice") {
                $0.fields += [(.unsigned(64), .null), (.unsigned(64), .null)]
            },
            bad("unsorted-keys", "keys 6 and 7 change places") { $0.fields.swapAt(5, 6) },
        ]
    }

    private static var values: [FixtureCase] {
        let types = (1...7).map { key in bad("type-\(key)", "key \(key) is null") { $0.set(UInt64(key), .null) } }
        let lengths = [(2, 16), (3, 16), (4, 24)].flatMap { key, count in
            [count - 1, count + 1].map { wrong in
                bad("length-\(key)-\(wrong)", "key \(key) has \(wrong) bytes") {
                    $0.set(UInt64(key), .bytes(Named.bytes("wrong", wrong)))
                }
            }
        }
        let padded: [UInt64] = [0, 7, (1 << 28) + 1, UInt64(Int64.max)]
        return types + lengths + [
            vector("suite-0", .unsupported, "suite 0") { $0.set(1, .unsigned(0)) },
            vector("suite-2", .unsupported, "suite 2") { $0.set(1, .unsigned(2)) },
            vector("suite-2-unlike", .unsupported, "suite 2 with other keys") {
                $0.set(1, .unsigned(2))
                $0.remove(4)
            },
            vector("minor", nil, "a later minor version") { $0.minor = 7 },
            vector("padded-length-8", .badPayload, "the shortest plaintext there may be: no payload") {
                $0.seal([UInt8](repeating: 0, count: 8))
            },
            vector("padded-length-2^28", .truncated, "the longest plaintext there may be, of a file that is shorter") {
                $0.set(5, .unsigned(1 << 28))
            },
        ]
            + padded.map { length in
                bad("padded-length-\(length)", "a plaintext of \(length) bytes") { $0.set(5, .unsigned(length)) }
            }
    }

    private static var suites: [FixtureCase] {
        [
            bad("suite-true", "true for suite 1") { $0.set(1, .bool(true)) },
            bad("key-8-for-7", "the critical keys under key 8") { $0.fields[6].0 = .unsigned(8) },
            bad("first-key-0", "a first key of 0, whose value is no suite that is known") {
                $0.fields.insert((.unsigned(0), .unsigned(2)), at: 0)
            },
        ]
    }

    private static var encodings: [FixtureCase] {
        let raw: [(String, String, [UInt8])] = [
            ("long-int", "24 in two bytes more than it needs", [0x19, 0x00, 0x18]),
            ("long-length", "a length in two bytes", [0x58, 0x01, 0]),
            ("indefinite-bytes", "a byte string in pieces", [0x5f, 0x41, 0, 0xff]),
            ("indefinite-array", "an array without count", [0x9f, 0xff]),
            ("indefinite-map", "a map without count", [0xbf, 0xff]), ("tag", "a tag", [0xc0, 0x00]),
            ("float-16", "a float", [0xf9, 0, 0]), ("float-64", "a float", [0xfb, 0, 0, 0, 0, 0, 0, 0, 0]),
            ("undefined", "undefined", [0xf7]), ("simple", "a simple value", [0xf8, 0xff]), ("break", "a break", [0xff]),
            ("reserved-head", "additional information 28", [0x1c]), ("utf-8", "text that is not UTF-8", [0x62, 0xc3, 0x28]),
            ("surrogate", "a surrogate in text", [0x63, 0xed, 0xa0, 0x80]),
            ("overlong", "an overlong form in text", [0x62, 0xc0, 0xaf]),
            ("int-2^63", "an integer above Int64", [0x1b, 0x80, 0, 0, 0, 0, 0, 0, 0]),
            ("negative-2^63-1", "an integer below Int64", [0x3b, 0x80, 0, 0, 0, 0, 0, 0, 0]),
            ("array-2^32", "an array longer than the file", [0x9b, 0, 0, 0, 1, 0, 0, 0, 0]),
            ("map-2^62", "a map longer than the file", [0xbb, 0x40, 0, 0, 0, 0, 0, 0, 0]),
            ("bytes-2^62", "a string longer than the file", [0x5b, 0x40, 0, 0, 0, 0, 0, 0, 0]),
            ("nested-unsorted", "unsorted keys further in", [0xa2, 0x02, 0, 0x01, 0]),
            ("nested-doubled", "a key twice further in", [0xa2, 0x01, 0, 0x01, 0]),
            ("nested-mixed", "keys of two types further in", [0xa2, 0x01, 0, 0x61, 0x61, 0]),
            ("array-key", "an array as key", [0xa1, 0x80, 0]),
            ("depth-17", "16 arrays in the header map", [UInt8](repeating: 0x81, count: 15) + [0x80]),
        ]
        return raw.map { name, about, bytes in bad(name, about, section: "5") { $0.fields.append((.unsigned(64), .raw(bytes))) } }
            + [
                vector("depth-16", nil, "15 arrays in the header map", section: "5") {
                    $0.fields.append((.unsigned(64), .raw([UInt8](repeating: 0x81, count: 14) + [0x80])))
                },
                bad("trailing", "a byte after the map", section: "5") { $0.header = Item.map($0.fields).encoded + [0] },
                bad("cut", "the map lacks its last byte", section: "5") { $0.header = Item.map($0.fields).encoded.dropLast() },
                bad("array", "an array instead of the map") {
                    $0.header = Item.array($0.fields.flatMap { [$0.0, $0.1] }).encoded
                },
            ]
    }

    private static func sidecar(_ name: String, _ about: String, _ slots: Item) -> FixtureCase {
        var forge = Forge("sidecar")
        (forge.magic, forge.headerSubkey, forge.payloadSubkey) = (ContainerKind.sidecar.magic, 7, 3)
        forge.set(6, slots)
        return FixtureCase(
            name: "header-slots-\(name)", section: "12", about: about, file: forge.file,
            expectation: .failure(VaultErrorClass.badHeader.rawValue), isSidecar: true)
    }

    private static var slots: [FixtureCase] {
        let dummy = SlotParts(dummy: Named.bytes("dummy", 8))
        func one(_ name: String, _ about: String, _ change: (inout SlotParts) -> Void) -> FixtureCase {
            var parts = dummy
            change(&parts)
            return bad("slot-\(name)", about, section: "4") { $0.set(6, .array([parts.item])) }
        }
        func many(_ name: String, _ about: String, _ ids: [UInt8], type: UInt64 = 2) -> FixtureCase {
            let parameters: Item? = type == 1 ? KDFSet.parameters() : nil
            let parts = ids.map { id in
                let id = [UInt8](repeating: 0, count: 7) + [id]
                return parameters.map { SlotParts(dummy: id, type: type, parameters: $0) } ?? SlotParts(dummy: id, type: type)
            }
            return bad("slots-\(name)", about, section: "4") { $0.set(6, .array(parts.map(\.item))) }
        }
        return [
            many("none", "no slots", []), many("33", "33 slots", Array(0..<33)), many("doubled", "one name twice", [1, 1]),
            many("unsorted", "names descending", [2, 1]),
            many("five-passphrases", "five passphrase slots", [1, 2, 3, 4, 5], type: 1),
            one("type-0", "type 0") { $0.type = .unsigned(0) }, one("type-256", "type 256") { $0.type = .unsigned(256) },
            one("type-text", "a type in words") { $0.type = .text("passphrase") },
            one("id-7", "a name of 7 bytes") { $0.id = .bytes(Named.bytes("short", 7)) },
            one("id-9", "a name of 9 bytes") { $0.id = .bytes(Named.bytes("long", 9)) },
            one("commitment-31", "a commitment of 31 bytes") { $0.commitment = .bytes(Named.bytes("short", 31)) },
            one("nonce-25", "a nonce of 25 bytes") { $0.nonce = .bytes(Named.bytes("long", 25)) },
            one("wrapped-47", "a wrapped key of 47 bytes") { $0.wrapped = .bytes(Named.bytes("short", 47)) },
            one("parameters-array", "parameters that are no map") { $0.parameters = .array([]) },
            one("more", "a seventh key") { $0.more = [(.unsigned(7), .null)] },
            one("parameters-more", "a parameter that the type does not have") {
                $0.parameters = .map([(.unsigned(4), .bytes(Named.bytes("salt", 16))), (.unsigned(5), .bool(true))])
            },
            one("parameters-none", "a parameter is absent") { $0.parameters = .map([]) },
            bad("slot-null", "a slot that is no map", section: "4") { $0.set(6, .array([.null])) },
            one("unknown-parameters", "parameters of a later type that are no map") {
                $0.type = .unsigned(200)
                $0.parameters = .array([])
            },
            one("salt-15", "a recovery slot's salt of 15 bytes") {
                $0.parameters = .map([(.unsigned(4), .bytes(Named.bytes("short", 15)))])
            },
            one("key-7-for-6", "the wrapped key under key 7") {
                $0.more = [(.unsigned(7), $0.wrapped)]
                $0.isWithoutWrapped = true
            },
            one("salt-under-5", "a recovery slot's salt under key 5") {
                $0.parameters = .map([(.unsigned(5), .bytes(Named.bytes("salt", 16)))])
            },
            one("ephemeral-31", "an X25519 key of 31 bytes") {
                $0.type = .unsigned(3)
                $0.parameters = .map([(.unsigned(1), .bytes(Named.bytes("short", 31)))])
            },
            one("ephemeral-more", "a parameter that an X25519 slot does not have") {
                $0.type = .unsigned(3)
                $0.parameters = .map([(.unsigned(1), .bytes(Named.bytes("epk", 32))), (.unsigned(2), .null)])
            },
            one("external-more", "a parameter that an external slot does not have") {
                $0.type = .unsigned(4)
                $0.parameters = .map([(.unsigned(1), .text("k")), (.unsigned(2), .bytes([])), (.unsigned(3), .null)])
            },
            one("opaque-text", "opaque that is a text") {
                $0.type = .unsigned(4)
                $0.parameters = .map([(.unsigned(1), .text("k")), (.unsigned(2), .text(""))])
            },
            one("type-true", "true for type 1") {
                $0.type = .bool(true)
                $0.parameters = KDFSet.parameters()
            },
            sidecar("none-but-a-map", "a sidecar with a map for its slots", .map([])),
            sidecar("in-a-sidecar", "a sidecar with a slot", .array([dummy.item])),
            one("provider-bytes", "a provider that is no text") {
                $0.type = .unsigned(4)
                $0.parameters = .map([(.unsigned(1), .bytes([1])), (.unsigned(2), .bytes([]))])
            },
        ]
    }

    private static var critical: [FixtureCase] {
        [
            vector("critical-known", nil, "a critical key that every reader knows") { $0.set(7, .array([.unsigned(5)])) },
            vector("critical-unknown", .needsNewer, "a critical extension") {
                $0.set(7, .array([.unsigned(64)]))
                $0.fields.append((.unsigned(64), .null))
            },
            bad("critical-absent", "a critical key that is not there") { $0.set(7, .array([.unsigned(64)])) },
            bad("critical-unsorted", "critical keys descending") { $0.set(7, .array([.unsigned(5), .unsigned(4)])) },
            bad("critical-doubled", "a critical key twice") { $0.set(7, .array([.unsigned(5), .unsigned(5)])) },
            bad("critical-map", "a map of critical keys") { $0.set(7, .map([])) },
            bad("critical-true", "true for critical key 1") { $0.set(7, .array([.bool(true)])) },
            bad("critical-text", "a critical key in words") { $0.set(7, .array([.text("nonce")])) },
        ]
    }
}
