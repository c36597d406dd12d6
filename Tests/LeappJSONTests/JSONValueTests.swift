import LeappBytes
import LeappCrypto
import LeappJSON
import Testing

@Suite struct JSONValueTests {
    /// The document written back as plainly as can be, names in order; or the fault that it has.
    private func read(_ text: String) -> Result<String, JSONFault> { read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) -> Result<String, JSONFault> {
        do throws(JSONFault) { return .success(try JSONValue(parsing: SecretSlice(copying: bytes.rawSpan)).plain) } catch {
            return .failure(error)
        }
    }

    @Test(arguments: [
        ("null", "null"), (" true\n", "true"), ("false", "false"), ("0", "0"), ("-0", "0"), ("-12", "-12"), ("[]", "[]"),
        ("{}", "{}"), ("9223372036854775807", "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808", "other"), ("1.0", "other"), ("1e3", "other"), ("-0.5E-10", "other"), ("1E+400", "other"),
        ("123456789012345678901234567890", "other"), ("[1,[2,{}],\"x\"]", "[1,[2,{}],<x>]"),
        (" { \"a\" : 1 , \"b\" : [ null ] } ", "{2}"), (#""""#, "<>"), (#""\"\\\/\b\f\n\r\t""#, "<\"\\/\u{8}\u{C}\n\r\t>"),
        (#""\u0041\u00fC\uD83D\uDE00\u0000""#, "<Aü😀\u{0}>"), ("\"ü😀\u{7F}\"", "<ü😀\u{7F}>"),
        (#""\uFFFF\uDBFF\uDFFF""#, "<\u{FFFF}\u{10FFFF}>"),
    ])
    func lawfulDocumentsAreRead(_ text: String, plain: String) {
        #expect(read(text) == .success(plain))
    }

    @Test(arguments: [
        ("", JSONFault.truncated), (" ", .truncated), ("nul", .truncated), ("nulL", .malformed(at: 3)),
        ("True", .malformed(at: 0)),
        ("[", .truncated), ("[1", .truncated), ("[1,", .truncated), ("[1,]", .malformed(at: 3)), ("[,1]", .malformed(at: 1)),
        ("[1 2]", .malformed(at: 3)), ("[1}", .malformed(at: 2)), ("]", .malformed(at: 0)), ("{", .truncated),
        ("{\"a\"", .truncated), ("{\"a\":", .truncated), ("{\"a\" 1}", .malformed(at: 5)), ("{\"a\":1,}", .malformed(at: 7)),
        ("{a:1}", .malformed(at: 1)), ("{1:1}", .malformed(at: 1)), ("{'a':1}", .malformed(at: 1)),
        ("{\"a\":}", .malformed(at: 5)),
        ("{\"a\":1,\"a\":2}", .duplicateName(at: 7)), (#"{"a":1,"\u0061":2}"#, .duplicateName(at: 7)),
        ("1 1", .trailing(at: 2)), ("{}x", .trailing(at: 2)), ("{}\u{0}", .trailing(at: 2)), ("01", .malformed(at: 1)),
        ("-", .truncated), ("-a", .malformed(at: 1)), ("+1", .malformed(at: 0)), (".5", .malformed(at: 0)), ("1.", .truncated),
        ("1.e1", .malformed(at: 2)), ("1e", .truncated), ("1e+", .truncated), ("1ee", .malformed(at: 2)),
        ("0x1", .trailing(at: 1)),
        ("NaN", .malformed(at: 0)), ("Infinity", .malformed(at: 0)), ("-Infinity", .malformed(at: 1)), ("\"", .truncated),
        ("\"\n\"", .malformed(at: 1)), ("\"\u{0}\"", .malformed(at: 1)), ("\"\t\"", .malformed(at: 1)),
        (#""\x""#, .malformed(at: 1)), (#""\"#, .truncated), (#""\u12"#, .truncated), (#""\u12G4""#, .malformed(at: 1)),
        (#""\uD800""#, .loneSurrogate(at: 1)), (#""\uDC00""#, .loneSurrogate(at: 1)), (#""\uD800\u0041""#, .loneSurrogate(at: 1)),
        (#""\uD800\n""#, .loneSurrogate(at: 1)), (#""\uD800\uD800""#, .loneSurrogate(at: 1)),
        (#""\ud83d"#, .loneSurrogate(at: 1)),
        ("/* c */ 1", .malformed(at: 0)), ("// c\n1", .malformed(at: 0)), ("\u{FEFF}1", .malformed(at: 0)),
        ("\u{A0}1", .malformed(at: 0)), ("[1,2", .truncated), ("<html></html>", .malformed(at: 0)),
    ])
    func whatIsNotJSONIsRefused(_ text: String, fault: JSONFault) {
        #expect(read(text) == .failure(fault))
    }

    @Test(arguments: [
        [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
        [0x22, 0xE2, 0x82, 0x22], [0xFF, 0xFE, 0x31, 0x00],
    ])
    func whatIsNotUTF8IsRefused(_ bytes: [UInt8]) {
        #expect(read(bytes) == .failure(.notUTF8))
    }

    @Test func depthIsBounded() {
        let limit = JSONValue.depthLimit
        func nested(_ depth: Int, _ open: String, _ close: String) -> String {
            String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }
        let isRead = (try? read(nested(limit, "[", "]")).get()) != nil
        #expect(isRead)
        #expect(read(nested(limit + 1, "[", "]")) == .failure(.tooDeep(at: limit)))
        #expect(read(nested(limit + 1, "{\"a\":", "}")) == .failure(.tooDeep(at: limit * 5)))
        #expect(read(String(repeating: "[", count: 200_000)) == .failure(.tooDeep(at: limit)))
    }

    @Test func sizeIsBounded() {
        let blank = [UInt8](repeating: UInt8(ascii: " "), count: JSONValue.sizeLimit)
        #expect(read([UInt8(ascii: "1")] + blank) == .failure(.tooLarge))
        #expect(read([UInt8(ascii: "1")] + blank.dropFirst()) == .success("1"))
    }

    @Test func aStringWithoutEscapesIsAPartOfTheDocument() throws {
        let document = SecretSlice(copying: Array(#"{"plain":"token","escaped":"to\u006ben"}"#.utf8).rawSpan)
        let object = try #require(try JSONValue(parsing: document).object)
        let plain = try #require(object["plain"]?.string)
        let escaped = try #require(object["escaped"]?.string)
        #expect(plain.secret.range == 10..<15)
        #expect(escaped.secret.range == 0..<5)
        #expect(plain.secret.isEqual(to: escaped.secret))
        #expect(object.count == 2)
        #expect(object["Plain"] == nil)
    }

    @Test func namesAreComparedByTheirBytes() throws {
        let document = SecretSlice(copying: Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8).rawSpan)
        let object = try #require(try JSONValue(parsing: document).object)
        #expect(object["\u{E9}"]?.integer == 1)
        #expect(object["e\u{301}"]?.integer == 2)
    }

    private static let sample = Array(
        #"{"a":"x\u00fc\ud83d\ude00\n","b":[1,-2.5e3,true,null,{"c":""}],"expiresIn":3600,"ü":"ä"}"#.utf8)

    @Test func everyCutOfADocumentIsRefused() {
        for count in 0..<Self.sample.count {
            let isRefused = (try? read(Array(Self.sample[..<count])).get()) == nil
            #expect(isRefused, "cut at \(count)")
        }
    }

    @Test func everyChangedByteIsReadOrRefused() {
        for index in Self.sample.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = Self.sample
                changed[index] = byte
                _ = read(changed)  // must end, whatever it says
            }
        }
    }
}

extension JSONValue {
    /// The value as a text, an object as the number of its members.
    fileprivate var plain: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .otherNumber: "other"
        case .string(let string): "<\(string.text)>"
        case .array(let values): "[" + values.map(\.plain).joined(separator: ",") + "]"
        case .object(let object): object.count == 0 ? "{}" : "{\(object.count)}"
        }
    }
}
