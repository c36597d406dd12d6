import LeappAWSConfig
import Testing

@Suite struct ProfileSetTests {
    @Test func aManagedSectionCanBeLeftOut() {
        let config = AWSDocument(.config, "[profile a]\nregion = r\n")
        let credentials = AWSDocument(.credentials, "[a]\n# leapp: managed\naws_access_key_id = A\n")
        let all = ProfileSet(config: config, credentials: credentials)
        let own = ProfileSet(config: config, credentials: credentials, ignoringManaged: true)
        #expect(all.profile("a")?.entries.map(\.key) == ["region", "aws_access_key_id"])
        #expect(own.profile("a")?.entries.map(\.key) == ["region"])
    }

    @Test func aSecretIsNoText() {
        let document = AWSDocument(
            .credentials, "[a]\naws_secret_access_key = s\naws_session_token = t\nmy_password = p\nregion = r\n")
        #expect(
            ["aws_secret_access_key", "aws_session_token", "my_password"].allSatisfy {
                document.value($0, inSection: 0)?.text == nil
            })
        #expect(document.value("region", inSection: 0)?.text == "r")
    }

    @Test func aWarningNamesItsFileAndLine() {
        let document = AWSDocument(.config, "[profile a]\nx = 1\n\n[profile a]\ny = 2 # c\n")
        #expect(document.warnings.map(\.line) == [4, 5])
        #expect(document.warnings.map(\.problem) == [.duplicateSection(firstLine: 1), .commentInValue])
        #expect(document.warnings.allSatisfy { $0.file == "~/.aws/config" })
    }

    @Test(arguments: AWSFile.allCases) func manyProfilesAreReadInOnePass(file: AWSFile) {
        var text = ""
        for index in 0..<10_000 {
            text += file == .config ? "[profile p\(index)]\n" : "[p\(index)]\n"
            text += "region = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/r\(index)\nsource_profile = p\(index / 2)\n\n"
        }
        let document = AWSDocument(file, text)
        let empty = AWSDocument.empty
        let set = ProfileSet(
            config: file == .config ? document : empty[.config] ?? document,
            credentials: file == .credentials ? document : empty[.credentials] ?? document)
        #expect(set.profiles.count == 10_000)
        #expect(set.profile("p9999")?.text("source_profile") == "p4999")
    }
}
