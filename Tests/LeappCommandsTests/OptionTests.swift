import Testing

@testable import LeappCommands

@Suite struct OptionTests {
    @Test(
        arguments: [
            ("262144", 262_144), ("256M", 262_144), ("256MiB", 262_144), ("1G", 1_048_576), ("65536k", 65_536),
            ("1gib", 1_048_576),
            ("", nil), ("M", nil), ("-1", nil), ("1T", nil), ("1.5G", nil), ("0", nil), ("9223372036854775807G", nil),
            ("١M", nil),
        ] as [(String, Int?)])
    func memoryIsReadInKibibytes(text: String, kibibytes: Int?) { #expect(MemorySize(argument: text)?.kibibytes == kibibytes) }

    @Test(
        arguments: [
            ("8h", 28_800), ("90m", 5_400), ("1h30m", 5_400), ("45s", 45), ("2d", 172_800), ("600", 600),
            ("", nil), ("0", nil), ("h", nil), ("1h30", nil), ("-5m", nil), ("400d", nil), ("99999999999999999999s", nil),
            ("8 h", nil),
        ] as [(String, Int64?)])
    func lengthsOfTimeAreReadInSeconds(text: String, seconds: Int64?) { #expect(TimeLength(argument: text)?.seconds == seconds) }

    @Test(
        arguments: [(0, "0s"), (42, "42s"), (3600, "1h"), (3661, "1h 1m"), (35_999, "9h 59m"), (90_000, "1d 1h"), (86_405, "1d")]
            as [(Int64, String)])
    func lengthsOfTimeAreShownInTwoUnits(seconds: Int64, text: String) { #expect(TimeSpan.text(seconds: seconds) == text) }

    @Test(arguments: [
        (["--vault", "/x", "session", "list"], ["session", "list", "--vault", "/x"]),
        (["--vault=/x", "exec", "a", "--", "env", "--vault"], ["exec", "a", "--vault=/x", "--", "env", "--vault"]),
        (["session", "list", "--vault", "/x"], ["session", "list", "--vault", "/x"]),
        (["--vault", "/x"], ["--vault", "/x"]),
        (["--version"], ["--version"]),
        ([], []),
    ])
    func aLeadingVaultOptionIsMoved(typed: [String], parsed: [String]) { #expect(LeadingOptions.moved(typed) == parsed) }
}
