import Foundation
import LeappAWSConfig
import LeappBytes
import LeappCrypto
import LeappImport
import LeappMerge
import Testing

/// Botocore resolves every profile before and after scrubbing: what worked unprompted gives the same credentials.
@Suite struct BotoAfterScrubTests {
    /// STS is played by a function that notes the chain; `credential_process` runs for real.
    static let script = """
        import datetime, json, os, sys
        for name in list(os.environ):
            if name.startswith("AWS_"): del os.environ[name]
        os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
        import botocore.session, botocore.credentials
        asked = []
        botocore.credentials.getpass.getpass = lambda prompt: asked.append(prompt) or "123456"
        class STS:
            def __init__(self, who): self.who = who
            def assume_role(self, RoleArn, **more):
                until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
                return {"Credentials": {"AccessKeyId": self.who + ">" + RoleArn, "SecretAccessKey": "s", "SessionToken": "t",
                                        "Expiration": until}, "AssumedRoleUser": {"Arn": RoleArn}}
        def client(self, name, *args, aws_access_key_id=None, **more): return STS(aws_access_key_id)
        botocore.session.Session.create_client = client
        answers = []
        for home in json.load(open(sys.argv[1])):
            os.environ["AWS_CONFIG_FILE"] = home + "/config"
            os.environ["AWS_SHARED_CREDENTIALS_FILE"] = home + "/credentials"
            answer = {}
            for profile in botocore.session.Session().available_profiles:
                del asked[:]
                try:
                    session = botocore.session.Session(profile=profile)
                    found = session.get_credentials()
                    who = found.get_frozen_credentials().access_key if found else "nobody"
                except Exception as error:
                    who = "error " + type(error).__name__
                answer[profile] = who + (" asked" if asked else "")
            answers.append(answer)
        print(json.dumps(answers))
        """

    /// Answers by the last argument, as leapp does by the session's id.
    static let program = "#!/bin/sh\nfor last; do :; done\nexec cat \"$(dirname \"$0\")/$last.json\"\n"

    static func write(_ home: Home, to folder: URL) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(home.config.utf8).write(to: folder.appendingPathComponent("config"))
        try Data(home.credentials.utf8).write(to: folder.appendingPathComponent("credentials"))
        return folder.path
    }

    static func botocore(_ homes: [String], python: String, folder: URL) throws -> [[String: String]] {
        let list = folder.appendingPathComponent("list.json")
        try JSONEncoder().encode(homes).write(to: list)
        return try JSONDecoder().decode([[String: String]].self, from: Project.run(python, ["-c", script, list.path]))
    }

    @Test(.enabled(if: Project.python != nil, "needs a Python with botocore"))
    func everyProfileThatWorkedUnpromptedStillWorks() throws {
        let python = try #require(Project.python)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("leapp scrub \(UUID().uuidString)")
        let place = folder.appendingPathComponent("bin #1 it's")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = place.appendingPathComponent("leapp")
        try Data(Self.program.utf8).write(to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
        let names = ScrubTests.odd.keys.sorted()
        var homes = names.compactMap { ScrubTests.odd[$0] }
        for seed in 0..<40 as Range<UInt64> {
            var generator = HomeGenerator(seed)
            homes.append(generator.generate())
        }
        var paths: [String] = []
        for (index, home) in homes.enumerated() {
            for key in home.plan.keys {
                let answer = ["Version": "1", "AccessKeyId": key.accessKeyID, "SecretAccessKey": "s"]
                let text = try String(decoding: JSONEncoder().encode(answer), as: UTF8.self).replacingOccurrences(
                    of: "\"1\"", with: "1")
                try Data(text.utf8).write(to: place.appendingPathComponent("\(key.id.hex).json"))
            }
            let scrubbed = try home.scrubbed(program: program.path)
            // The config file is replaced first: between the two, everything works too.
            let between = Home(config: scrubbed.config, credentials: home.credentials)
            for (step, home) in [home, between, scrubbed].enumerated() {
                paths.append(try Self.write(home, to: folder.appendingPathComponent("\(index)/\(step)")))
            }
        }
        let answers = try Self.botocore(paths, python: python, folder: folder)
        var working = 0
        for index in homes.indices {
            let (before, between, after) = (answers[index * 3], answers[index * 3 + 1], answers[index * 3 + 2])
            let name = index < names.count ? names[index] : "seed \(index - names.count)"
            for (profile, who) in before where !who.hasPrefix("error") && who != "nobody" {
                working += 1
                let place: Comment = "\(name), profile \(profile):\n\(homes[index].config)\n\(homes[index].credentials)"
                #expect(after[profile] == who, place)
                #expect(between[profile] == who, place)
            }
        }
        #expect(working > 120, "\(working)")
    }
}

/// Homes with keys and roles in every combination, the same for the same seed.
struct HomeGenerator {
    private var random: SplitMix

    init(_ seed: UInt64) { random = SplitMix(seed) }

    mutating func generate() -> Home {
        let names = ["default", "a", "b", "c", "d", "e"]
        var home = Home()
        for name in names {
            var config = ""
            var credentials = ""
            if chance(60) {
                if chance(75) { credentials += keys("\(name)1") } else { config += keys("\(name)1") }
            }
            if chance(10) { config += keys("\(name)2") }
            if chance(55) {
                config += "role_arn = \(role(name))\n"
                if chance(90) { config += "source_profile = \(names.randomElement(using: &random) ?? name)\n" }
                if chance(15) { config += "mfa_serial = arn:aws:iam::1:mfa/x\n" }
            } else if chance(20) {
                config += "mfa_serial = arn:aws:iam::1:mfa/x\n"
            }
            if chance(8) { config += "credential_process = /bin/echo no\n" }
            if chance(5) { credentials += "credential_process = /bin/echo no\n" }
            if chance(4) { config += "login_session = arn:aws:sts::1:assumed-role/x/y\n" }
            if chance(5) { config += "credential_source = Environment\n" }
            if chance(50) { config += "region = eu-west-1\ns3 =\n  max = 1\n" }
            if !config.isEmpty { home.config += (name == "default" ? "[default]\n" : "[profile \(name)]\n") + config }
            if !credentials.isEmpty { home.credentials += "[\(name)]\n" + credentials }
        }
        return home
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
}

struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
