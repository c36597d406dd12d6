import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import Testing

@testable import LeappCommands

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct ShellTests {
    private func quoted(_ shell: Shell, _ value: String) -> String {
        var bytes: [UInt8] = []
        shell.quote(Array(value.utf8).rawSpan, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        (Shell.bash, "'a'\\''b $x `y` \\ \"'"), (.zsh, "'a'\\''b $x `y` \\ \"'"), (.fish, "'a\\'b $x `y` \\\\ \"'"),
        (.powershell, "'a''b $x `y` \\ \"'"), (.nu, "\"a'b $x `y` \\\\ \\\"\""),
    ])
    func aValueIsQuoted(shell: Shell, expected: String) { #expect(quoted(shell, "a'b $x `y` \\ \"") == expected) }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:mfa/ci.bot@a+b=c,d_e-f", "arn:aws:iam::123456789012:mfa/ci.bot@a+b=c,d_e-f"), ("", "''"),
        ("it's", "'it'\\''s'"), ("a b", "'a b'"), ("$x", "'$x'"), ("*", "'*'"), ("é", "'é'"),
    ])
    func onlyAPlainWordStaysUnquoted(text: String, word: String) { #expect(Shell.bash.word(text) == word) }

    @Test func powerShellDoublesEveryMarkThatEndsAString() {
        #expect(quoted(.powershell, "\u{2018}a\u{201b}\u{2020}") == "'\u{2018}\u{2018}a\u{201b}\u{201b}\u{2020}'")
    }

    @Test(
        arguments: [
            ("/bin/bash", Shell.bash), ("/usr/bin/fish", .fish), ("/opt/pwsh", .powershell), ("nu", .nu), ("/bin/tcsh", .bash),
            (nil, .bash),
        ] as [(String?, Shell)])
    func theShellIsKnownByItsPath(path: String?, shell: Shell) { #expect(Shell.of(shellPath: path) == shell) }

    private func script(_ shell: Shell, token: String?) -> String {
        let secret = Array("s3cr'et/\\+=".utf8)
        let tokenBytes = token.map { Array($0.utf8) } ?? []
        let reply = CredentialsReply(
            accessKeyID: "ASIAEXAMPLE", secretAccessKey: secret.rawSpan, sessionToken: token == nil ? nil : tokenBytes.rawSpan,
            expiration: token == nil ? nil : 1_795_365_454, accountID: nil, region: "eu-west-1")
        let script = CredentialVariables.script(for: reply, in: shell)
        return String(decoding: Array(script.bytes), as: UTF8.self)
    }

    @Test func bashGetsExportsAndIsRidOfProfiles() {
        #expect(
            script(.bash, token: "tok en") == """
                unset AWS_PROFILE
                unset AWS_DEFAULT_PROFILE
                unset AWS_SECURITY_TOKEN
                export AWS_ACCESS_KEY_ID='ASIAEXAMPLE'
                export AWS_SECRET_ACCESS_KEY='s3cr'\\''et/\\+='
                export AWS_SESSION_TOKEN='tok en'
                export AWS_CREDENTIAL_EXPIRATION='2026-11-22T16:37:34Z'
                export AWS_REGION='eu-west-1'
                export AWS_DEFAULT_REGION='eu-west-1'

                """)
    }

    @Test func aKeyWithoutATokenTakesAnOldTokenAway() {
        #expect(script(.fish, token: nil).contains("set -e AWS_SESSION_TOKEN\n"))
        #expect(script(.fish, token: nil).contains("set -e AWS_CREDENTIAL_EXPIRATION\n"))
        #expect(script(.bash, token: nil).contains("unset AWS_SESSION_TOKEN\n"))
    }

    @Test func nuGetsARecord() {
        let text = script(.nu, token: "t")
        #expect(text.hasPrefix("{\nAWS_ACCESS_KEY_ID: \"ASIAEXAMPLE\"\n"))
        #expect(text.hasSuffix("\n}\n"))
    }

    @Test(.enabled(if: ShellTests.hasBash, "no /bin/bash here"))
    func bashReadsBackTheExactBytes() throws {
        let lines = script(.bash, token: "a'b\"c`d$(e)\\ \n f")
        let child = try ChildProgram(
            "/bin/bash",
            ["-c", lines + "printf '%s|%s' \"$AWS_SECRET_ACCESS_KEY\" \"$AWS_SESSION_TOKEN\" | od -An -tx1 | tr -d ' \\n'"])
        let hexadecimal = try SecretLine.read(from: child.output, named: "bash")
        let status = child.finish()
        #expect(status == 0)
        let expected = Array("s3cr'et/\\+=|a'b\"c`d$(e)\\ \n f".utf8).hex
        let found = String(decoding: Array(hexadecimal.bytes), as: UTF8.self)
        #expect(found == expected)
    }

    static let hasBash = unsafe access("/bin/bash", X_OK) == 0
}

@Suite struct EnvironmentBlockTests {
    @Test func whatIsSetReplacesWhatWasInherited() {
        var block = EnvironmentBlock()
        block.set("PATH", to: "/nowhere")
        block.set("LEAPP_TEST_VALUE", to: "a=b")
        block.remove("HOME")
        let variables = unsafe block.withPointers { pointers in
            var found: [String] = []
            var index = 0
            while let variable = unsafe pointers[index] {
                unsafe found.append(String(cString: variable))
                index += 1
            }
            return found
        }
        #expect(variables.filter { $0.hasPrefix("PATH=") } == ["PATH=/nowhere"])
        #expect(variables.contains("LEAPP_TEST_VALUE=a=b"))
        #expect(!variables.contains { $0.hasPrefix("HOME=") })
    }
}
