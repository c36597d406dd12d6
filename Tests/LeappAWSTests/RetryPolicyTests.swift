import LeappBytes
import Testing

@testable import LeappAWS

@Suite struct RetryPolicyTests {
    @Test(arguments: [(2, 1000), (3, 2000), (4, 4000), (5, 8000), (6, 16_000), (7, 20_000), (10, 20_000)] as [(Int, Int64)])
    func theCeilingDoublesUpToTwentySeconds(_ next: Int, ceiling: Int64) {
        let policy = RetryPolicy(attempts: 10)
        let longest = policy.wait(before: next, random: 0.999_999, asked: nil, remaining: 100_000)
        #expect(longest.map { $0 <= ceiling && $0 > ceiling - 2 } == true)
        #expect(policy.wait(before: next, random: 0, asked: nil, remaining: 100_000) == 0)
    }

    @Test func noAttemptFollowsTheLast() {
        #expect(RetryPolicy(attempts: 3).wait(before: 4, random: 0, asked: nil, remaining: 100_000) == nil)
    }

    @Test func whatTheServerAsksForIsTheLeast() {
        #expect(RetryPolicy(attempts: 3).wait(before: 2, random: 0.5, asked: 900, remaining: 100_000) == 900)
        #expect(RetryPolicy(attempts: 3).wait(before: 2, random: 0.5, asked: 100, remaining: 100_000) == 500)
        #expect(RetryPolicy(attempts: 3).wait(before: 2, random: 0.5, asked: 100_000, remaining: 100_000) == nil)
    }

    @Test func smallDifferencesOfClocksAreNoise() {
        let skew = ClockSkew()
        skew.note(5, elapsed: 0)
        #expect(skew.current == 0)
        skew.note(6, elapsed: 0)
        #expect(skew.current == 6)
        skew.note(10, elapsed: 0)
        #expect(skew.current == 6)
        skew.note(-30, elapsed: 40_000)
        #expect(skew.current == 6)
        skew.note(1, elapsed: 0)
        #expect(skew.current == 6)
        skew.note(0, elapsed: 0)
        #expect(skew.current == 0)
        skew.note(.min, elapsed: 0)
        #expect(skew.current == .min)
    }

    @Test(
        arguments: [
            ("Sun, 22 Nov 2026 09:05:00 GMT", 1_795_338_300), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ] as [(String, Int64)])
    func datesOfHTTPAreRead(_ text: String, seconds: Int64) {
        #expect(AnswerTime.http(text)?.seconds == seconds)
    }

    @Test(arguments: [
        "", "now", "Sun, 22 Nov 2026 09:05:00 CET", "22 Nov 2026 09:05:00 GMT", "Sun, 22 Nix 2026 09:05:00 GMT",
        "Sun, x Nov 2026 a GMT",
    ])
    func otherDatesAreNot(_ text: String) {
        #expect(AnswerTime.http(text) == nil)
    }

    @Test(
        arguments: [
            ("7", 7000), ("0", 0), ("Sun, 22 Nov 2026 09:05:09 GMT", 9000), ("Sun, 22 Nov 2026 09:04:00 GMT", 0), ("-1", nil),
            ("1.5", nil),
            ("99999999999999999999", nil), ("", nil),
        ] as [(String, Int64?)])
    func retryAfterIsANumberOrAMoment(_ text: String, milliseconds: Int64?) {
        #expect(AnswerTime.wait(text, now: 1_795_338_300) == milliseconds)
    }
}
