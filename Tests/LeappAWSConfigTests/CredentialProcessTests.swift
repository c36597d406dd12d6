import Foundation
import LeappAWSConfig
import Testing

@Suite struct CredentialProcessTests {
    static let id = "00112233445566778899aabbccddeeff"
    static let programs = [
        "/usr/local/bin/leapp", "/home/a b/bin/leapp", "/x #y/leapp", "/x ;y/leapp", "/it's/leapp", "/a\"b/leapp", "/$HOME/leapp",
        "/back\\slash/leapp", "/`date`/leapp", "/ünï/leapp", "/a'b\"c #$d/leapp",
    ]

    @Test(arguments: programs, [false, true]) func aLineOfOursIsRecognised(program: String, withoutMFA: Bool) throws {
        let line = CredentialProcess(program: program, sessionID: Self.id, withoutMFA: withoutMFA)
        #expect(CredentialProcess(parsing: try line.command()) == line)
    }

    @Test(arguments: programs) func aShellSplitsItAlike(program: String) throws {
        let command = try CredentialProcess(program: program, sessionID: Self.id).command()
        let words = try Project.run("sh", ["-c", "for word in \(command); do printf '%s\\n' \"$word\"; done"])
        #expect(String(decoding: words, as: UTF8.self) == "\(program)\ncredential-process\n\(Self.id)\n")
    }

    @Test(arguments: programs, AWSFile.allCases) func itCanBeWrittenAndReadBack(program: String, file: AWSFile) throws {
        let command = try CredentialProcess(program: program, sessionID: Self.id).command()
        let document = try AWSDocument(file, "").applying([.append(.profile("x"), [.text("credential_process", command)])])
        #expect(document.warnings.isEmpty)
        #expect(document.value("credential_process", inSection: 0)?.text == command)
    }

    @Test(arguments: [
        "aws-vault exec x", "/usr/bin/leapp session generate \(id)", "leapp credential-process not-an-id",
        "\"/usr/bin/leapp credential-process \(id)", "/usr/bin/other credential-process \(id)", "",
    ]) func anotherCommandIsNotOurs(command: String) { #expect(CredentialProcess(parsing: command) == nil) }

    @Test(arguments: ["leapp", "/a\nb/leapp", ""]) func aPathThatCannotBeWrittenIsRefused(program: String) {
        #expect(throws: AWSConfigError.self) { try CredentialProcess(program: program, sessionID: Self.id).command() }
    }
}
