import Foundation
import LeappBytes
import LeappCrypto
import Testing

/// Project Wycheproof's vectors for the two primitives that a stranger's bytes reach first.
@Suite struct WycheproofTests {
    private static func groups(_ file: String) throws -> [[String: Any]] {
        let root = try ProjectRoot.json(ProjectRoot.conformance.appending(path: "wycheproof/\(file)"))
        return try #require(root["testGroups"] as? [[String: Any]])
    }

    private static func bytes(_ vector: [String: Any], _ name: String) throws -> [UInt8] {
        let hex = try #require(vector[name] as? String)
        return try #require([UInt8](hex: hex))
    }

    private static func opened(_ sealed: [UInt8], key: [UInt8], nonce: [UInt8], data: [UInt8]) -> [UInt8]? {
        let key = Secret(copying: key.rawSpan)
        guard let opened = try? XChaCha20Poly1305.open(sealed.rawSpan, key: key, nonce: nonce, associatedData: data.rawSpan)
        else { return nil }
        return Array(opened.bytes)
    }

    private static func shared(_ secretKey: [UInt8], _ publicKey: [UInt8]) -> [UInt8]? {
        let secretKey = Secret(copying: secretKey.rawSpan)
        guard let shared = try? X25519.agree(secretKey: secretKey, publicKey: publicKey) else { return nil }
        return Array(shared.bytes)
    }

    @Test(
        .enabled(if: ProjectRoot.hasConformance("wycheproof/xchacha20_poly1305_test.json"), "the suite is not beside the project")
    )
    func xChaCha20Poly1305SealsAndRefusesAsTheSuiteSays() throws {
        var checked = 0
        for group in try WycheproofTests.groups("xchacha20_poly1305_test.json") where group["ivSize"] as? Int == 192 {
            for vector in try #require(group["tests"] as? [[String: Any]]) {
                let key = try WycheproofTests.bytes(vector, "key")
                let nonce = try WycheproofTests.bytes(vector, "iv")
                let data = try WycheproofTests.bytes(vector, "aad")
                let message = try WycheproofTests.bytes(vector, "msg")
                let sealed = try WycheproofTests.bytes(vector, "ct") + WycheproofTests.bytes(vector, "tag")
                let isValid = vector["result"] as? String == "valid"
                let made = XChaCha20Poly1305.seal(
                    message.rawSpan, key: Secret(copying: key.rawSpan), nonce: nonce, associatedData: data.rawSpan)
                #expect((made == sealed) == isValid, "\(vector["tcId"] ?? "")")
                let opened = WycheproofTests.opened(sealed, key: key, nonce: nonce, data: data)
                #expect(opened == (isValid ? message : nil), "\(vector["tcId"] ?? "")")
                checked += 1
            }
        }
        #expect(checked > 250)
    }

    @Test(.enabled(if: ProjectRoot.hasConformance("wycheproof/x25519_test.json"), "the suite is not beside the project"))
    func x25519AgreesAndRefusesLowOrderAsTheSuiteSays() throws {
        var checked = 0
        for group in try WycheproofTests.groups("x25519_test.json") {
            for vector in try #require(group["tests"] as? [[String: Any]]) {
                let publicKey = try WycheproofTests.bytes(vector, "public")
                let expected = try WycheproofTests.bytes(vector, "shared")
                let shared = WycheproofTests.shared(try WycheproofTests.bytes(vector, "private"), publicKey)
                let isZero = expected.allSatisfy { $0 == 0 }
                #expect(shared == (isZero ? nil : expected), "\(vector["tcId"] ?? "")")
                checked += 1
            }
        }
        #expect(checked == 518)
    }
}
