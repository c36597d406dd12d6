import LeappBytes
import LeappCrypto
import LeappMerge
import Testing

/// What a reader refuses for its size is not written either (spec/format.md section 11).
@Suite struct RecordBoundTests {
    private func pairs(_ numbers: ClosedRange<Int64>) -> Tree {
        [[0, [[[], 7]]], [1, .array(numbers.map { [[], .integer($0)] })]]
    }

    @Test func aJoinOfMorePairsThanAnEntryMayHaveIsRefused() throws {
        let most = try Payload(ParsingTests.fields(pairs(0...255)).encoded)
        let more = try Payload(ParsingTests.fields(pairs(1...256)).encoded)
        #expect(throws: PayloadError.limit(.pairs, 257)) { try most.merged(with: more) }
        #expect(try most.merged(with: most).hasSameState(as: most))
    }

    @Test func anEditStaysWithinHalfOfARecordsBytes() throws {
        let value = Tree.bytes([UInt8](repeating: 0, count: PayloadBounds.value - 5)).slice
        func edited(_ count: Int) throws -> Payload? {
            var edit = Edit()
            for field in 0..<count { edit.write(record(1), kind: "k", field: "f\(field)", value: value) }
            return try Payload(writer: replica(1)).applying(edit, at: Stamp(time: 10, replica: replica(1)))
        }
        let error = #expect(throws: PayloadError.self) { try edited(PayloadBounds.fields / 2) }
        guard case .limit(.record, let bytes)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bytes > PayloadBounds.record / 2)
        #expect(try edited(PayloadBounds.fields / 2 - 1)?.count == 1)
    }
}
