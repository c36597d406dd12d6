import LeappBytes
import Testing

@Suite struct UTCTimeTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z", "19700101T000000Z"),
            (951_782_399, "2000-02-28T23:59:59Z", "20000228T235959Z"),
            (951_868_799, "2000-02-29T23:59:59Z", "20000229T235959Z"),
            (1_440_938_160, "2015-08-30T12:36:00Z", "20150830T123600Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z", "21000301T000000Z"),
            (-1, "1969-12-31T23:59:59Z", "19691231T235959Z"),
        ] as [(Int64, String, String)])
    func momentsAreSpelledAndReadBack(seconds: Int64, extended: String, basic: String) {
        #expect(UTCTime(seconds: seconds).extended == extended)
        #expect(UTCTime(seconds: seconds).basic == basic)
        #expect(UTCTime(extended: extended)?.seconds == seconds)
    }

    @Test func everyDayOfFourCenturiesComesBack() {
        for day in stride(from: Int64(-100_000), to: 46_097, by: 1) {
            let moment = UTCTime(seconds: day * 86_400 + 3_723)
            #expect(UTCTime(extended: moment.extended) == moment)
        }
    }

    @Test(
        arguments: [
            ("2026-11-22T09:05:00.123Z", 1_795_338_300), ("2026-11-22T09:05:00UTC", 1_795_338_300),
            ("2026-11-22T10:05:00+01:00", 1_795_338_300), ("2026-11-22T08:35:00-00:30", 1_795_338_300),
        ] as [(String, Int64)])
    func otherSpellingsAreRead(text: String, seconds: Int64) {
        #expect(UTCTime(extended: text)?.seconds == seconds)
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-13-22T09:05:00Z", "2026-11-22T25:05:00Z", "2026-11-22T09:05:00", "x026-11-22T09:05:00Z",
    ])
    func whatIsNoTimeIsRefused(text: String) { #expect(UTCTime(extended: text) == nil) }
}
