import LeappAWSConfig
import LeappBytes
import LeappCrypto
import Testing

@Suite struct EditingTests {
    static let lines: [AWSLine] = [.managed, .text("region", "eu-west-1"), .nested(key: "s3", [("max", slice("3"))])]

    /// Why the change is not made; nil where it is.
    static func refusal(of change: AWSChange, _ document: AWSDocument) -> AWSConfigError? {
        do {
            _ = try document.applying([change])
            return nil
        } catch {
            return error
        }
    }

    static func slice(_ text: String) -> SecretSlice { SecretSlice(copying: Array(text.utf8).rawSpan) }

    @Test(arguments: 0..<400) func removingUndoesAppending(seed: UInt64) throws {
        for file in AWSFile.allCases {
            var generator = ConfigGenerator(file, seed: seed, oddity: seed.isMultiple(of: 2) ? 0 : 20)
            let bytes = generator.generate()
            let document = AWSDocument(file, path: "f", copying: bytes.rawSpan)
            let appended = try document.applying([.append(.profile("brand-new"), Self.lines)])
            let section = try #require(appended.sections(of: .profile("brand-new")).last)
            #expect(appended.sections[section].isManaged)
            #expect(appended.value("region", inSection: section)?.text == "eu-west-1")
            #expect(appended.warnings.count == document.warnings.count)
            let removed = try appended.applying([.remove(section: section)])
            #expect(Array(removed.bytes) == bytes)
        }
    }

    @Test(arguments: 0..<400) func aChangedKeyLeavesAllOtherReadingsAlone(seed: UInt64) throws {
        for file in AWSFile.allCases {
            var generator = ConfigGenerator(file, seed: seed, oddity: 0)
            let document = AWSDocument(file, path: "f", copying: generator.generate().rawSpan)
            guard let section = document.sections.indices.last else { continue }
            let key = document.keys(ofSection: section).first ?? "fresh"
            let changed = try document.applying([.set(section: section, key: key, value: Self.slice("new value"))])
            #expect(changed.value(key, inSection: section)?.text == "new value")
            for other in document.sections.indices {
                #expect(changed.sections[other].role == document.sections[other].role)
                for name in document.keys(ofSection: other) where other != section || name != key {
                    #expect(changed.value(name, inSection: other)?.read == document.value(name, inSection: other)?.read)
                }
            }
            let without = try changed.applying([.removeKey(section: section, key: key)])
            #expect(without.value(key, inSection: section) == nil)
        }
    }

    @Test(arguments: 0..<200) func restoringGivesTheExactSectionBack(seed: UInt64) throws {
        var generator = ConfigGenerator(.credentials, seed: seed, oddity: 10)
        let bytes = generator.generate()
        let document = AWSDocument(.credentials, path: "f", copying: bytes.rawSpan)
        guard let section = document.sections.indices.first(where: { document.sections[$0].role != .unreadable }) else { return }
        let kept = document.bytes(ofSection: section)
        let adopted = try document.applying([.replaceBody(section: section, Self.lines)])
        let restored = try adopted.applying([.restore(section: section, kept)])
        #expect(Array(restored.bytes) == bytes)
    }

    @Test func newLinesEndAsTheFileDoes() throws {
        let document = AWSDocument(.config, "[default]\r\nregion = a\r\n")
        let changed = try document.applying([.append(.profile("x"), [.text("output", "json")])])
        #expect(changed.text == "[default]\r\nregion = a\r\n[profile x]\r\noutput = json\r\n")
    }

    @Test func onlyTheKeysLinesGo() throws {
        let document = AWSDocument(.credentials, "[a]\nx = 1\n# between\nX = 2\n  more\n\n  still\ny = 3 \n")
        let changed = try document.applying([.removeKey(section: 0, key: "x")])
        #expect(changed.text == "[a]\n# between\n\ny = 3 \n")
        let set = try document.applying([.set(section: 0, key: "x", value: Self.slice("9"))])
        #expect(set.text == "[a]\nx = 9\n# between\n\ny = 3 \n")
    }

    @Test func commentsAfterASectionStay() throws {
        let document = AWSDocument(.config, "[default]\na = 1\n[profile x]\nb = 2\n\n# about y\n[profile y]\nc = 3")
        let changed = try document.applying([.remove(section: 1)])
        #expect(changed.text == "[default]\na = 1\n\n# about y\n[profile y]\nc = 3")
    }

    @Test(arguments: ["", " x", "x ", "a # b", "a\t;b", "#x", ";x", "a\nb", "a\rb", "x\u{a0}", "\u{0c}", "a\0b"])
    func aValueThatIsNotReadAlikeIsRefused(value: String) throws {
        let document = AWSDocument(.credentials, "[a]\n")
        guard value.isEmpty else {
            #expect(
                Self.refusal(of: .set(section: 0, key: "k", value: Self.slice(value)), document) == .unwritableValue(key: "k"))
            return
        }
        let changed = try document.applying([.set(section: 0, key: "k", value: Self.slice(value))])
        #expect(changed.text == "[a]\nk = \n")
    }

    @Test(arguments: ["", "a b", "DEFAULT", "x]", "é", "a#b", "a\"b"]) func aNameThatIsNotReadAlikeIsRefused(name: String) {
        for file in AWSFile.allCases {
            #expect(Self.refusal(of: .append(.profile(name), []), AWSDocument(file, "")) == .unwritableName(name))
        }
    }

    @Test func aSectionTheCredentialsFileCannotHaveIsRefused() {
        #expect(Self.refusal(of: .append(.ssoSession("x"), []), AWSDocument(.credentials, "")) == .unwritableName("x"))
    }

    @Test func theFingerprintIsBlindToLineEndings() {
        let feeds = AWSDocument(.credentials, "[a]\nk = v\n[b]\n")
        let returns = AWSDocument(.credentials, "[a]\r\nk = v\r\n\r\n[b]\r\n")
        let other = AWSDocument(.credentials, "[a]\nk = w\n")
        #expect(feeds.fingerprint(ofSection: 0) == returns.fingerprint(ofSection: 0))
        #expect(feeds.fingerprint(ofSection: 0) != other.fingerprint(ofSection: 0))
    }
}
