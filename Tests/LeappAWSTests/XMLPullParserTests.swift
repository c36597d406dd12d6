import LeappBytes
import LeappCrypto
import Testing

@testable import LeappAWS

@Suite struct XMLPullParserTests {
    /// The events of a document as words, texts decoded; or the fault that ended it.
    private func read(_ text: String) -> Result<[String], XMLFault> { read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) -> Result<[String], XMLFault> {
        do throws(XMLFault) {
            var parser = try XMLPullParser(bytes.rawSpan)
            var words: [String] = []
            while let event = try parser.next() {
                switch event {
                case .start(let name): words.append("<" + name)
                case .end(let name): words.append(">" + name)
                case .text(let range, let isLiteral):
                    var writer = SecretWriter()
                    try parser.append(range, isLiteral: isLiteral, to: &writer)
                    words.append(String(decoding: Array(writer.bytes), as: UTF8.self))
                }
            }
            return .success(words)
        } catch {
            return .failure(error)
        }
    }

    @Test(arguments: [
        ("<a/>", ["<a", ">a"]), ("<a></a>", ["<a", ">a"]), ("\u{FEFF}<?xml version='1.0'?>\n<!-- c --><x:a />\n", ["<a", ">a"]),
        ("<a b='1' c:d = \"x>y\">t</a>", ["<a", "t", ">a"]), ("<a>1<b>2</b>3</a>", ["<a", "1", "<b", "2", ">b", "3", ">a"]),
        ("<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;</a>", ["<a", "<>&\"'A😀", ">a"]),
        ("<a><![CDATA[<&lt;]]]></a>", ["<a", "<&lt;]", ">a"]), ("<a\n></a >", ["<a", ">a"]),
        ("<a>ü\r\n</a>", ["<a", "ü\r\n", ">a"]),
    ])
    func wellFormedDocumentsAreRead(_ text: String, words: [String]) {
        #expect(read(text) == .success(words))
    }

    @Test(arguments: [
        ("", XMLFault.truncated), ("   ", .truncated), ("x", .malformed(at: 0)), ("<", .truncated), ("<a", .truncated),
        ("<a>", .truncated), ("<a><b></a>", .mismatchedEnd(at: 8)), ("</a>", .mismatchedEnd(at: 2)),
        ("<a></A>", .mismatchedEnd(at: 5)), ("<\u{e9}></e\u{301}>", .mismatchedEnd(at: 6)),
        ("<a/><b/>", .trailing(at: 4)), ("<a/>x", .malformed(at: 4)), ("<!DOCTYPE a><a/>", .documentType),
        ("<a>&b;</a>", .unknownEntity(at: 3)), ("<a>&</a>", .unknownEntity(at: 3)), ("<a>&#0;</a>", .unknownEntity(at: 3)),
        ("<a>&#xD800;</a>", .unknownEntity(at: 3)), ("<a>&#x110000;</a>", .unknownEntity(at: 3)),
        ("<a>&#;</a>", .unknownEntity(at: 3)),
        ("<a>&#+65;</a>", .unknownEntity(at: 3)), ("<a>&#99999999999999999999;</a>", .unknownEntity(at: 3)),
        ("<a b></a>", .malformed(at: 4)), ("<a b=c></a>", .malformed(at: 5)), ("<a b='<'/>", .malformed(at: 6)),
        ("<a b='1'c='2'/>", .malformed(at: 8)), ("<a b='", .truncated), ("<a x", .truncated), ("<a><!--", .truncated),
        ("<a><![CDATA[", .truncated), ("<![CDATA[x]]><a/>", .malformed(at: 0)), ("<a><!ELEMENT b></a>", .malformed(at: 4)),
        ("< a/>", .malformed(at: 1)), ("<?xml", .truncated),
    ])
    func hostileDocumentsAreRefused(_ text: String, fault: XMLFault) {
        #expect(read(text) == .failure(fault))
    }

    @Test func namesAreUTF8() {
        #expect(read([0x3c, 0x61, 0xff, 0x3e, 0x3c, 0x2f, 0x61, 0xfe, 0x3e]) == .failure(.malformed(at: 1)))
    }

    @Test func depthIsBounded() {
        let limit = XMLPullParser.depthLimit
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        let deep = read(nested(limit + 1))
        #expect(deep == .failure(.tooDeep))
        let allowed = try? read(nested(limit)).get()
        #expect(allowed?.count == limit * 2)
    }

    @Test func sizeIsBounded() {
        let large = [UInt8](repeating: UInt8(ascii: " "), count: XMLPullParser.sizeLimit + 1)
        #expect(read(large) == .failure(.tooLarge))
        #expect(read(Array(large.dropFirst())) == .failure(.truncated))
    }

    @Test func namesAreBounded() {
        let name = String(repeating: "n", count: XMLPullParser.nameLimit + 1)
        #expect(read("<\(name)/>") == .failure(.nameTooLong(at: 1)))
    }

    @Test func everyCutOfADocumentIsRefused() {
        let whole = Array("<?xml version='1.0'?><a b='c'><d>&amp;x<![CDATA[y]]></d><!-- z --></a>".utf8)
        for count in 0..<whole.count {
            let isRefused = (try? read(Array(whole[..<count])).get()) == nil
            #expect(isRefused, "cut at \(count)")
        }
    }

    @Test func everyChangedByteIsReadOrRefused() {
        let whole = Array("<a b='c'><d>&amp;</d></a>".utf8)
        for index in whole.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = whole
                changed[index] = byte
                _ = read(changed)  // must end, whatever it says
            }
        }
    }

    @Test func fieldsAreFoundByTheirPathOnly() throws {
        let text = "<r><x><k>1</k></x><k>2</k><k2/><y>a<z/>b</y></r>"
        let fields = try XMLFields(Array(text.utf8).rawSpan, wanted: ["r/k", "r/k2", "r/y", "r/absent"])
        #expect(fields.text("r/k") == "2")
        #expect(fields.text("r/k2") == nil)
        #expect(fields.text("r/y") == nil)
        #expect(fields.text("r/absent") == nil)
    }

    @Test func aFieldThatComesTwiceIsRefused() {
        let text = Array("<r><k>1</k><k>2</k></r>".utf8)
        var fault: XMLFault?
        do throws(XMLFault) { _ = try XMLFields(text.rawSpan, wanted: ["r/k"]) } catch { fault = error }
        #expect(fault == .repeated)
    }
}
