import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge
import LeappWorkspace
import Testing

/// A device record as it is read, whatever a stranger put into it (spec/records.md, "Devices").
@Suite struct DeviceViewTests {
    private static let id = RecordID(bytes: [UInt8](repeating: 5, count: 16))!

    private func view(_ fields: [(String, [UInt8])], kind: String = "device") throws -> Device? {
        try Payload(writer: replica(1)).editing { edit in
            for (name, value) in fields {
                edit.write(Self.id, kind: kind, field: name, value: SecretSlice(copying: value.rawSpan))
            }
        }[Self.id].flatMap { Device($0.state) }
    }

    private func text(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.cbor(text: text)
        return bytes
    }

    private func number(_ number: Int64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.cbor(integer: number)
        return bytes
    }

    @Test func whatIsMissingIsToldAsTheLeast() throws {
        let device = try #require(try view([("label", number(7))]))
        #expect(device.label == "device" && device.reads == 1 && device.added == nil && device.replica == nil)
        #expect(try view([("label", text("x"))], kind: "setting") == nil)
    }

    @Test(arguments: [
        ("laptop\u{1b}[2J\n", "laptop[2J"), ("\u{202e}evil", "evil"), ("", "device"), ("\n\t", "device"), ("büro 🔑", "büro 🔑"),
        (String(repeating: "ä", count: 100), String(repeating: "ä", count: 32)),
    ]) func aLabelIsShortAndPrintable(label: String, shown: String) throws {
        #expect(try view([("label", text(label))])?.label == shown)
        #expect(Device(id: Self.id, label: label, reads: 1, added: nil, replica: nil).label == shown)
    }

    @Test(arguments: [Int64.min, -1, 253_402_300_800, Int64.max]) func aTimeBeyondTheCalendarIsNone(time: Int64) throws {
        #expect(try #require(try view([("added", number(time))])).added == nil)
    }

    @Test(arguments: [Int64.min, -1, 0]) func aSchemaBelowOneIsOne(reads: Int64) throws {
        #expect(try view([("reads", number(reads))])?.reads == 1)
    }

    @Test func aDeviceThatIsThereLacksNothing() throws {
        let device = Device(id: Self.id, label: "laptop", reads: 2, added: 1_800_000_000, replica: replica(1))
        let empty = Payload(writer: replica(1))
        let edit = try #require(device.completing(Edit(), in: empty))
        let stamp = Stamp(time: 10, replica: replica(1))
        let published = try #require(try empty.applying(edit, at: stamp))
        #expect(Workspace(published).devices == [device])
        #expect(device.completing(Edit(), in: published) == nil)
        var newer = device
        newer.reads = 3
        #expect(newer.completing(Edit(), in: published) != nil)
        newer = Device(id: Self.id, label: "renamed", reads: 2, added: 5, replica: replica(1))
        #expect(newer.completing(Edit(), in: published) == nil)
    }

    @Test func aRecordOfAnotherKindUnderTheIdIsLeftAlone() throws {
        let other = try Payload(writer: replica(1)).editing {
            $0.write(Self.id, kind: "hologram", field: "a", value: SecretSlice(copying: [1].rawSpan))
        }
        let device = Device(id: Self.id, label: "laptop", reads: 2, added: 1, replica: replica(1))
        #expect(device.completing(Edit(), in: other) == nil)
    }
}
