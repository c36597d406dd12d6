import LeappBytes
import LeappCrypto
import LeappJSON
import Testing

@Suite struct JSONObjectWriterTests {
    private func text(_ slice: SecretSlice) -> String { String(decoding: Array(slice.bytes), as: UTF8.self) }

    private func secret(_ text: String) -> SecretSlice { SecretSlice(copying: Array(text.utf8).rawSpan) }

    @Test func membersComeInTheirOrder() {
        var writer = JSONObjectWriter()
        writer.add("clientId", "a")
        writer.add("none", nil as String?)
        writer.add("scopes", ["s:1", "s\"2"])
        writer.add("nothing", [])
        writer.add("clientSecret", secret: secret("t"))
        #expect(text(writer.finish()) == #"{"clientId":"a","scopes":["s:1","s\"2"],"clientSecret":"t"}"#)
    }

    @Test func anEmptyObjectIsOne() {
        #expect(text(JSONObjectWriter().finish()) == "{}")
    }

    @Test func whatMustBeEscapedIs() {
        var writer = JSONObjectWriter()
        writer.add("a\"b", secret: secret("\u{0}\u{1F}\"\\/\n\u{7F}ü😀"))
        #expect(text(writer.finish()) == "{\"a\\\"b\":\"\\u0000\\u001f\\\"\\\\/\\u000a\u{7F}ü😀\"}")
    }

    @Test func everyCharacterComesBackAsItWas() throws {
        var scalars = String.UnicodeScalarView()
        for value in 0...0x2FF as ClosedRange<UInt32> { Unicode.Scalar(value).map { scalars.append($0) } }
        scalars.append("\u{D7FF}")
        scalars.append("\u{E000}")
        scalars.append("\u{10FFFF}")
        let all = String(scalars)
        var writer = JSONObjectWriter()
        writer.add(all, secret: secret(all))
        writer.add("list", [all, ""])
        let object = try #require(try JSONValue(parsing: writer.finish()).object)
        #expect(object[all]?.string?.text == all)
        #expect(object["list"]?.array?.compactMap { $0.string?.text } == [all, ""])
    }
}
