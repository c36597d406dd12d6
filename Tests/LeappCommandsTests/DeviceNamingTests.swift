import LeappMerge
import LeappWorkspace
import Testing

@testable import LeappCommands

@Suite struct DeviceNamingTests {
    private let devices: [Device]

    init() throws {
        func device(_ start: String, _ label: String) throws -> Device {
            let id = try #require(RecordID(hex: start + String(repeating: "0", count: 32 - start.count)))
            return Device(id: id, label: label, reads: 1, added: nil, replica: nil)
        }
        devices = [
            try device("a1b2", "laptop"), try device("a1c3", "desk"), try device("ff00", "desk"), try device("0123", "ff"),
            try device("4567", ""),
        ]
    }

    @Test(arguments: [
        ("laptop", "a1b2"), ("a1b", "a1b2"), ("A1C3", "a1c3"), ("ff", "0123"), ("ff0", "ff00"), ("4", "4567"),
        ("FF000000000000000000000000000000", "ff00"),
    ])
    func aDeviceGoesByItsIDItsLabelOrTheBeginningOfItsID(name: String, start: String) throws {
        #expect(try devices.device(named: name, at: "/v").id.hex.hasPrefix(start))
    }

    @Test(arguments: [
        ("desk", ["a1c3", "ff00"]), ("a1", ["a1b2", "a1c3"]), ("phone", ["a1b2", "a1c3", "ff00", "0123", "4567"]),
    ])
    func aNameOfNoneOrOfSeveralListsThem(name: String, starts: [String]) throws {
        let error = #expect(throws: CommandError.self) { try devices.device(named: name, at: "/v") }
        let words = try #require(error).words
        #expect(words.contains("called '\(name)'"))
        for device in devices { #expect(words.contains(device.id.hex) == starts.contains { device.id.hex.hasPrefix($0) }) }
    }

    @Test func noNameIsNoBeginningOfAnID() throws {
        #expect(throws: CommandError.self) { try Array(devices.prefix(1)).device(named: "", at: "/v") }
        let error = #expect(throws: CommandError.self) { try [Device]().device(named: "laptop", at: "/v") }
        #expect(try #require(error).words.contains("none has written"))
    }
}
