import Foundation
import LeappAWSConfig
import LeappBytes
import LeappCrypto
import Testing

/// Botocore reads the same generated files: wherever it reads something else, or refuses, there is a warning.
@Suite struct BotocoreTests {
    static let script = """
        import json, sys
        import botocore.configloader as loader, botocore.exceptions as errors
        for line in sys.stdin if len(sys.argv) < 2 else open(sys.argv[1]):
            kind, path = json.loads(line)
            try:
                if kind == "config":
                    read = loader.load_config(path)
                    read = {key: read[key] for key in ("profiles", "sso_sessions", "services")}
                else:
                    read = {"profiles": loader.raw_config_parse(path), "sso_sessions": {}, "services": {}}
            except errors.ConfigParseError:
                read = None
            print(json.dumps(read))
        """

    struct Case {
        let file: AWSFile
        let seed: UInt64
        let bytes: [UInt8]
    }

    static func cases() -> [Case] {
        var cases: [Case] = []
        for seed in 0..<1500 as Range<UInt64> {
            for file in AWSFile.allCases {
                var generator = ConfigGenerator(
                    file, seed: seed &* 2 &+ (file == .config ? 0 : 1), oddity: seed % 3 == 0 ? 0 : seed % 3 == 1 ? 5 : 25)
                cases.append(Case(file: file, seed: seed, bytes: generator.generate()))
            }
        }
        return cases
    }

    static func botocore(_ cases: [Case], python: String) throws -> [[String: Reading]?] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("leapp-botocore-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var list = ""
        for (index, test) in cases.enumerated() {
            let path = folder.appendingPathComponent("\(index)")
            try Data(test.bytes).write(to: path)
            list += "[\"\(test.file)\", \"\(path.path)\"]\n"
        }
        let names = folder.appendingPathComponent("list")
        try Data(list.utf8).write(to: names)
        let output = try Project.run(python, ["-c", script, names.path])
        return try output.split(separator: 0x0a).map { line in
            guard let object = try JSONSerialization.jsonObject(with: line, options: .fragmentsAllowed) as? [String: Any] else {
                return nil
            }
            return object.mapValues { reading(of: $0) }
        }
    }

    static func reading(of sections: Any) -> Reading {
        guard let sections = sections as? [String: Any] else { return [:] }
        return sections.mapValues { keys in
            guard let keys = keys as? [String: Any] else { return [:] }
            return keys.mapValues { value in
                if let block = value as? [String: String] { .block(block) } else { .text(value as? String ?? "") }
            }
        }
    }

    @Test(.enabled(if: Project.python != nil, "needs a Python with botocore"))
    func aWarningStandsWhereverBotocoreDiffers() throws {
        let python = try #require(Project.python)
        let cases = Self.cases()
        let theirs = try Self.botocore(cases, python: python)
        try #require(theirs.count == cases.count)
        var (refused, different, same, needless) = (0, 0, 0, 0)
        for (test, their) in zip(cases, theirs) {
            let document = AWSDocument(test.file, path: "file", copying: test.bytes.rawSpan)
            let identical = Array(document.bytes) == test.bytes
            #expect(identical, "seed \(test.seed) \(test.file)")
            let empty = AWSDocument.empty
            let set = ProfileSet(
                config: test.file == .config ? document : empty[.config] ?? document,
                credentials: test.file == .credentials ? document : empty[.credentials] ?? document)
            let ours = ["profiles": set.profiles.read, "sso_sessions": set.ssoSessions.read, "services": set.services.read]
            let warned = !document.warnings.isEmpty
            if their == nil { refused += 1 } else if their != ours { different += 1 } else { same += 1 }
            if their == ours {
                if warned { needless += 1 }
            } else {
                #expect(
                    warned,
                    "seed \(test.seed) \(test.file):\n\(document.text)\nours \(ours)\ntheirs \(String(describing: their))"
                )
            }
        }
        #expect(
            refused > 100 && different > 100 && same > 500, "the generator reaches all three: \(refused), \(different), \(same)")
        #expect(needless * 10 < same, "a warning says something: \(needless) of \(same) files were read alike and warned about")
    }
}
