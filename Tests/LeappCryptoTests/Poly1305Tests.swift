import LeappBytes
import LeappCrypto
import Testing

@Suite struct Poly1305Tests {
    @Test func theTagIsThatOfTheRFC() throws {
        // RFC 8439, section 2.5.2
        let key = try #require([UInt8](hex: "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b"))
        let message = Array("Cryptographic Forum Research Group".utf8)
        let tag = Poly1305.tag(of: message.rawSpan, key: Secret(copying: key.rawSpan))
        #expect(Array(tag.bytes).hex == "a8061dc1305136c6c22b8baf0c0127a9")
    }

    @Test func anEmptyMessageHasTheSecondHalfOfTheKeyAsItsTag() throws {
        let key = Array(UInt8(0)..<32)
        let tag = Poly1305.tag(of: RawSpan(), key: Secret(copying: key.rawSpan))
        #expect(Array(tag.bytes) == Array(key[16...]))
    }
}
