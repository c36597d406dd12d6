import LeappBytes
import LeappCrypto
import LeappMerge
import Testing

@Suite struct EditTests {
    @Test func writingWhatIsThereChangesNothing() throws {
        let payload = try Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "a", 1) }
        var edit = Edit()
        edit.write(1, "a", 1)
        edit.delete(record(2))
        edit.restore(record(1))
        edit.restore(record(2))
        #expect(try payload.applying(edit, at: Stamp(time: 20, replica: replica(1))) == nil)
    }

    @Test func writingTheCurrentValueResolvesAConflict() throws {
        let base = try Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "a", 1) }
        let merged = try base.edited(by: 1, at: 20) { $0.write(1, "a", 2) }
            .merged(with: base.edited(by: 2, at: 21) { $0.write(1, "a", 3) })
        #expect(merged[record(1)]?.state.conflicts == ["a"])
        #expect(merged.value(1, "a") == 3)
        let resolved = try merged.edited(by: 1, at: 30) { $0.write(1, "a", 3) }
        #expect(resolved[record(1)]?.state.conflicts == [])
        #expect(resolved.value(1, "a") == 3)
    }

    @Test func onlyTheEditedRecordChanges() throws {
        var payload = Payload(writer: replica(1))
        payload = try payload.edited(by: 1, at: 10) { edit in
            for id: UInt8 in 1...9 { edit.write(id, "a", Int(id)) }
        }
        let edited = try payload.edited(by: 1, at: 20) { $0.write(5, "a", 77) }
        for (before, after) in zip(payload.records, edited.records) {
            #expect((before.state.newest == after.state.newest) == (before.id != record(5)))
        }
        #expect(edited.value(5, "a") == 77)
    }

    @Test func aFieldKeepsItsSixteenNewestWrites() throws {
        var payload = Payload(writer: replica(1))
        for time in 1...40 { payload = try payload.edited(by: 1, at: Int64(time)) { $0.write(1, "a", time) } }
        let entries = try #require(payload[record(1)]?.state.field("a")).entries
        #expect(entries.map(\.stamp.time) == Array(25...40))
        #expect(payload.value(1, "a") == 40)
        _ = try Payload(payload.exactBytes)
    }

    @Test func allFieldsOfOneSaveHaveOneStamp() throws {
        let payload = try Payload(writer: replica(1)).edited(by: 1, at: 10) {
            $0.write(1, "a", 1)
            $0.write(1, "bb", 2)
            $0.write(2, "a", 3)
        }
        let stamps = Set(payload.records.flatMap { $0.state.fields.flatMap { $0.entries.map(\.stamp) } })
        #expect(stamps == [Stamp(time: 10, replica: replica(1))])
    }

    @Test func aStampThatIsNotNewerIsRefused() throws {
        let payload = try Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "a", 1) }
        var edit = Edit()
        edit.write(1, "a", 2)
        #expect(throws: PayloadError.clock(milliseconds: 0)) {
            try payload.applying(edit, at: Stamp(time: 10, replica: replica(2)))
        }
    }

    @Test func aValueBeyondTheBoundIsRefused() throws {
        var edit = Edit()
        let value = Tree.bytes([UInt8](repeating: 0, count: PayloadBounds.value)).slice
        edit.write(record(1), kind: "k", field: "a", value: value)
        #expect(throws: PayloadError.limit(.value, value.count)) {
            try Payload(writer: replica(1)).applying(edit, at: Stamp(time: 10, replica: replica(1)))
        }
    }

    @Test func anEditStaysWithinHalfOfTheFields() throws {
        var edit = Edit()
        for field in 0...(PayloadBounds.fields / 2) { edit.write(1, "f\(field)", 1) }
        #expect(throws: PayloadError.limit(.fields, PayloadBounds.fields / 2 + 1)) {
            try Payload(writer: replica(1)).applying(edit, at: Stamp(time: 10, replica: replica(1)))
        }
    }

    @Test func aMergeBeyondABoundIsRefused() throws {
        func payload(_ author: UInt8, _ prefix: String) throws -> Payload {
            try Payload(writer: replica(author)).edited(by: author, at: 10) { edit in
                for field in 0..<(PayloadBounds.fields / 2) { edit.write(1, "\(prefix)\(field)", 1) }
            }
        }
        let full = try payload(1, "a").merged(with: payload(2, "b"))
        #expect(throws: PayloadError.limit(.fields, PayloadBounds.fields + 1)) {
            try full.merged(with: Payload(writer: replica(3)).edited(by: 3, at: 10) { $0.write(1, "c", 1) })
        }
    }
}

@Suite struct HybridClockTests {
    @Test func aStampIsTheWallClockWithoutAnythingSeen() throws {
        let stamp = try HybridClock.stamp(now: 5, after: VersionVector(), replica: replica(1), random: [0, 1, 2])
        #expect(stamp.time == 5 << 16 + 1 + 258)
        #expect(stamp.replica == replica(1))
    }

    @Test(arguments: [Int64.min, -1, 0, 1, 1_800_000_000_000]) func aStampIsLaterThanAllThatWasSeen(now: Int64) throws {
        var seen = VersionVector()
        seen.insert(Stamp(time: 1 << 60, replica: replica(3)))
        let stamp = try HybridClock.stamp(now: now, after: seen, replica: replica(1), random: [0, 0, 0])
        #expect(stamp.time == 1 << 60 + 1)
    }

    @Test func aClockWithoutAFollowingStampIsRefused() {
        var seen = VersionVector()
        seen.insert(Stamp(time: .max - 5, replica: replica(3)))
        #expect(throws: PayloadError.clock(milliseconds: 7)) {
            try HybridClock.stamp(now: 7, after: seen, replica: replica(1), random: [0, 0, 9])
        }
        #expect(throws: PayloadError.clock(milliseconds: .max)) {
            try HybridClock.stamp(now: .max, after: VersionVector(), replica: replica(1), random: [0, 0, 9])
        }
    }

    @Test func aStampMoreThanAHundredYearsAheadIsRefused() throws {
        let now: Int64 = 1_800_000_000_000
        var seen = VersionVector()
        seen.insert(Stamp(time: (now + PayloadBounds.clockAhead) << 16, replica: replica(3)))
        try seen.checkClock(now: now)
        seen.insert(Stamp(time: (now + PayloadBounds.clockAhead + 1) << 16, replica: replica(3)))
        #expect(throws: PayloadError.clock(milliseconds: now + PayloadBounds.clockAhead + 1)) { try seen.checkClock(now: now) }
    }

    @Test func namesThatLookAlikeAreTwoFields() throws {
        let (composed, decomposed) = ("\u{e9}", "e\u{301}")
        let empty = Payload(writer: replica(1))
        let left = try empty.edited(by: 1, at: 10) { $0.write(1, composed, 1) }
        let right = try empty.edited(by: 2, at: 11) { $0.write(1, decomposed, 2) }
        let merged = try left.merged(with: right)
        #expect(try merged.bytes == right.merged(with: left).bytes)
        let both = try left.edited(by: 1, at: 12) { $0.write(1, decomposed, 3) }
        for payload in [merged, both] {
            let names = try #require(payload[record(1)]).state.fields.map { Array($0.name.utf8) }
            #expect(names == [Array(composed.utf8), Array(decomposed.utf8)])
        }
    }
}
