import LeappBytes
import Testing

@testable import LeappCommands

@Suite struct JSONTests {
    private func text(_ value: JSON) -> String { String(decoding: value.encoded(), as: UTF8.self) }

    @Test func keysAreSortedByTheirBytes() {
        let value = JSON.object(["b": .integer(1), "a": .null, "B": .bool(true), "é": .list([])])
        #expect(text(value) == "{\n  \"B\": true,\n  \"a\": null,\n  \"b\": 1,\n  \"é\": []\n}\n")
    }

    @Test func nestedValuesAreIndented() {
        let value = JSON.object(["list": .list([.object(["x": .integer(-5)]), .text("y")]), "none": .object([:])])
        #expect(
            text(value) == """
                {
                  "list": [
                    {
                      "x": -5
                    },
                    "y"
                  ],
                  "none": {}
                }

                """)
    }

    @Test(arguments: [
        ("plain", "\"plain\""), ("a\"b\\c", #""a\"b\\c""#), ("tab\tline\n\r", #""tab\tline\n\r""#),
        ("\u{0}\u{1b}\u{7f}", #""\u0000\u001b\u007f""#),
        ("a\u{9b}31m\u{202e}b", #""a\u009b31m\u202eb""#), ("é\u{2028}\u{e0041}é", #""é\u2028\udb40\udc41é""#),
        ("ünïcödé 🔑", "\"ünïcödé 🔑\""), ("</script>", "\"</script>\""),
    ])
    func textIsEscaped(plain: String, escaped: String) { #expect(text(.text(plain)) == escaped + "\n") }

    @Test func timesAreISO8601InUTC() {
        #expect(text(.time(1_795_365_454)) == "\"2026-11-22T16:37:34Z\"\n")
        #expect(text(.time(nil)) == "null\n")
    }
}
