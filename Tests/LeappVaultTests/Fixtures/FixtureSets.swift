/// All vectors, by the index file that lists them.
enum FixtureSets {
    static var all: [(name: String, cases: [FixtureCase])] {
        get throws {
            [
                ("seal", try SealSet.cases), ("framing", FramingSet.cases), ("header", HeaderSet.cases),
                ("kdf", try KDFSet.cases), ("slot", try SlotSet.cases), ("auth", AuthSet.cases),
                ("payload", PayloadSet.cases), ("pin", try PinSet.cases),
            ]
        }
    }

    /// The text of an index file.
    static func index(_ cases: [FixtureCase]) -> String {
        let root: FixtureJSON = .object([
            ("format", .text("LPV1")), ("licence", .text("CC0-1.0")), ("cases", .array(cases.map(\.index))),
        ])
        return root.rendered() + "\n"
    }
}
