import LeappBytes
import LeappCrypto
import LeappMerge
import Testing

/// Deletion, restoration and forgetting (spec/merge.md sections 6 and 7).
@Suite struct VisibilityTests {
    private func start() throws -> Payload {
        try Payload(writer: replica(1)).edited(by: 1, at: 10) {
            $0.write(1, "a", 1)
            $0.write(1, "b", 2)
        }
    }

    @Test func aDeletedRecordIsGoneAndKept() throws {
        let deleted = try start().edited(by: 1, at: 20) { $0.delete(record(1)) }
        #expect(!deleted.isVisible(1))
        #expect(deleted.value(1, "a") == 1)
    }

    @Test func anEditThatTheDeleterHadNotSeenKeepsTheWholeRecord() throws {
        let base = try start()
        let deleted = try base.edited(by: 1, at: 30) { $0.delete(record(1)) }
        let edited = try base.edited(by: 2, at: 20) { $0.write(1, "a", 5) }
        let merged = try deleted.merged(with: edited)
        #expect(merged.isVisible(1))
        #expect(merged.value(1, "a") == 5)
        #expect(merged.value(1, "b") == 2)
        #expect(merged[record(1)]?.state.isDeletedElsewhere == true)
    }

    @Test func aDeletionOfWhatTheDeleterSawHoldsAgainstALaterClock() throws {
        let edited = try start().edited(by: 2, at: 1000) { $0.write(1, "a", 5) }
        let stamp = try HybridClock.stamp(now: 0, after: edited.versions, replica: replica(1), random: [0, 0, 0])
        let deleted = try edited.edited(by: 1, at: stamp.time) { $0.delete(record(1)) }
        #expect(!deleted.isVisible(1))
        #expect(try !edited.merged(with: deleted).isVisible(1))
    }

    @Test func crossedDeletionsDelete() throws {
        let base = try start()
        let one = try base.edited(by: 1, at: 20) { $0.delete(record(1)) }
        let other = try base.edited(by: 2, at: 21) { $0.delete(record(1)) }
        #expect(try !one.merged(with: other).isVisible(1))
    }

    @Test func twoDeletersTogetherCoverWhatEachSaw() throws {
        let base = try start()
        let left = try base.edited(by: 1, at: 20) { $0.write(1, "a", 5) }
        let right = try base.edited(by: 2, at: 21) { $0.write(1, "b", 6) }
        let leftDeleted = try left.edited(by: 1, at: 30) { $0.delete(record(1)) }
        let rightDeleted = try right.edited(by: 2, at: 31) { $0.delete(record(1)) }
        #expect(try leftDeleted.merged(with: right).isVisible(1))
        #expect(try !leftDeleted.merged(with: rightDeleted).isVisible(1))
    }

    @Test func aRestoredRecordHasItsValuesAgain() throws {
        let deleted = try start().edited(by: 1, at: 20) { $0.delete(record(1)) }
        let restored = try deleted.edited(by: 2, at: 30) { $0.restore(record(1)) }
        #expect(restored.isVisible(1))
        #expect(restored.value(1, "a") == 1)
        #expect(restored[record(1)]?.state.isDeletedElsewhere == false)
        let again = try restored.edited(by: 1, at: 40) { $0.delete(record(1)) }
        #expect(!again.isVisible(1))
    }

    @Test func aRestorationBeatsADeletionThatItDidNotSeeOnlyWhenNewer() throws {
        let deleted = try start().edited(by: 1, at: 20) { $0.delete(record(1)) }
        let restored = try deleted.edited(by: 2, at: 30) { $0.restore(record(1)) }
        let deletedAgain = try deleted.edited(by: 3, at: 25) { $0.delete(record(1)) }
        #expect(try restored.merged(with: deletedAgain).isVisible(1))
    }

    @Test func restoringKeepsAConflict() throws {
        let base = try start()
        let left = try base.edited(by: 1, at: 20) { $0.write(1, "a", 5) }
        let right = try base.edited(by: 2, at: 21) { $0.write(1, "a", 6) }
        let deleted = try left.merged(with: right).edited(by: 1, at: 30) { $0.delete(record(1)) }
        let restored = try deleted.edited(by: 1, at: 40) { $0.restore(record(1)) }
        let state = try #require(restored[record(1)]).state
        #expect(state.conflicts == ["a"])
        #expect(Set(state.field("a")?.headValues.compactMap { Values.number($0) } ?? []) == [5, 6])
        _ = try Payload(restored.exactBytes)
    }

    @Test func writingToADeletedRecordBringsItBack() throws {
        let deleted = try start().edited(by: 1, at: 20) { $0.delete(record(1)) }
        let written = try deleted.edited(by: 1, at: 30) { $0.write(1, "a", 1) }
        #expect(written.isVisible(1))
    }

    @Test func theDeletionOfADeviceIsFinal() throws {
        let device = try Payload(writer: replica(1)).edited(by: 1, at: 10) { $0.write(1, "label", 1, kind: "device") }
        let deleted = try device.edited(by: 1, at: 20) { $0.delete(record(1)) }
        let edited = try device.edited(by: 2, at: 30) { $0.write(1, "label", 2, kind: "device") }
        #expect(try !deleted.merged(with: edited).isVisible(1))
        var edit = Edit()
        edit.restore(record(1))
        #expect(throws: PayloadError.nothingToRestore(record(1))) {
            try deleted.applying(edit, at: Stamp(time: 40, replica: replica(1)))
        }
    }

    @Test func aForgottenValueStaysForgotten() throws {
        let base = try start()
        let edited = try base.edited(by: 1, at: 20) { $0.write(1, "a", 5) }
        let old = Stamp(time: 10, replica: replica(1))
        let forgotten = try edited.edited(by: 1, at: 30) { $0.forget(record(1), field: "a", stamps: [old]) }
        let isNewer = forgotten.versions.covers(edited.versions) && !edited.versions.covers(forgotten.versions)
        #expect(isNewer, "the file from before would pass for as new")
        for merged in [try forgotten.merged(with: base), try base.merged(with: forgotten)] {
            let entries = try #require(merged[record(1)]?.state.field("a")).entries
            guard case .redacted = try #require(entries.first).content else {
                Issue.record("the value is back")
                return
            }
            #expect(merged.value(1, "a") == 5)
        }
    }

    @Test func forgettingDoesNotTouchANewerValueThatItDidNotName() throws {
        let base = try start()
        let newer = try base.edited(by: 2, at: 20) { $0.write(1, "a", 7) }
        let forgotten = try base.edited(by: 1, at: 30) {
            $0.forget(record(1), field: "a", stamps: [Stamp(time: 10, replica: replica(1))])
        }
        #expect(forgotten.value(1, "a") == nil)
        #expect(try forgotten.merged(with: newer).value(1, "a") == 7)
    }

    @Test func whatIsAllForgottenIsNotRestored() throws {
        let stamp = Stamp(time: 10, replica: replica(1))
        let purged = try start().edited(by: 1, at: 20) { $0.delete(record(1)) }.edited(by: 1, at: 30) {
            $0.forget(record(1), field: "a", stamps: [stamp])
            $0.forget(record(1), field: "b", stamps: [stamp])
        }
        var edit = Edit()
        edit.restore(record(1))
        #expect(throws: PayloadError.nothingToRestore(record(1))) {
            try purged.applying(edit, at: Stamp(time: 40, replica: replica(1)))
        }
    }
}
