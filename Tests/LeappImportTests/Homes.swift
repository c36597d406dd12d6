import Foundation
import LeappAWSConfig
import LeappBytes
import LeappCrypto
import LeappImport
import LeappMerge
import LeappWorkspace

let vaultID = [UInt8](repeating: 7, count: 16)
let device = [UInt8](repeating: 9, count: 16)

/// Two files as text.
struct Home: Sendable {
    var config = ""
    var credentials = ""

    var configDocument: AWSDocument { AWSDocument(.config, path: "/home/u/.aws/config", copying: Array(config.utf8).rawSpan) }
    var credentialsDocument: AWSDocument {
        AWSDocument(.credentials, path: "/home/u/.aws/credentials", copying: Array(credentials.utf8).rawSpan)
    }

    var plan: ImportPlan { ImportPlan(config: configDocument, credentials: credentialsDocument, vaultID: vaultID) }

    /// The files after scrubbing everything that is imported.
    func scrubbed(program: String = "/opt/leapp/bin/leapp") throws -> Home {
        Home(try plan.scrub(program: program, device: device) { _ in true }, from: self)
    }

    init(config: String = "", credentials: String = "") {
        self.config = config
        self.credentials = credentials
    }

    init(_ scrub: ScrubPlan, from home: Home) {
        self = home
        for file in scrub.files {
            let text = String(decoding: [UInt8](file.after.bytes), as: UTF8.self)
            switch file.file {
            case .config: config = text
            case .credentials: credentials = text
            }
        }
    }
}

/// Keys that belong to nobody.
func accessKey(_ name: String) -> String {
    let letters = name.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return "AKIA" + String((letters + "EXAMPLEEXAMPLEEXAMPLE").prefix(16))
}

func secret(_ name: String) -> String { String(("secret/of+" + name + "/0123456789012345678901234567890123456789").prefix(40)) }

func keys(_ name: String) -> String {
    "aws_access_key_id = \(accessKey(name))\naws_secret_access_key = \(secret(name))\n"
}

func role(_ name: String) -> String { "arn:aws:iam::123456789012:role/\(name)" }

func profile(_ name: String, source: String) -> String {
    "[profile \(name)]\nrole_arn = \(role(name))\nsource_profile = \(source)\n"
}

extension ImportPlan {
    func profile(_ name: String) -> PlannedProfile? { profiles.first { $0.name == name } }
    func kinds() -> [String: RecordKind] {
        var kinds: [String: RecordKind] = [:]
        for profile in profiles { kinds[profile.name] = profile.kind }
        return kinds
    }
    func reasons() -> [String: SkipReason] {
        var reasons: [String: SkipReason] = [:]
        for skipped in skipped { reasons[skipped.profile] = skipped.reason }
        return reasons
    }

    /// The records as a vault would have them.
    func stored() throws -> Payload {
        guard let replica = ReplicaID(bytes: [UInt8](repeating: 1, count: 8)) else { throw Missing() }
        let payload = Payload(writer: replica)
        let (edit, _) = Workspace(payload).applying(drafts: drafts.map(\.draft), replace: false)
        guard let next = try payload.applying(edit, at: Stamp(time: 1 << 16, replica: replica)) else { throw Missing() }
        return next
    }
}

struct Missing: Error {}

enum Project {
    static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// A Python that has botocore; nil where there is none.
    static let python: String? = {
        let environment = ProcessInfo.processInfo.environment
        let candidates = [environment["LEAPP_PYTHON"], root.appendingPathComponent(".venv/bin/python").path, "python3"].compactMap
        { $0 }
        return candidates.first { (try? run($0, ["-c", "import botocore"])) != nil }
    }()

    struct Failed: Error { let status: Int32 }
    private static let oneAtATime = NSLock()

    /// Runs a program and gives what it printed.
    static func run(_ program: String, _ arguments: [String]) throws -> Data {
        try oneAtATime.withLock {
            let printed = FileManager.default.temporaryDirectory.appendingPathComponent("leapp-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: printed) }
            try Data().write(to: printed)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [program] + arguments
            process.standardOutput = try FileHandle(forWritingTo: printed)
            process.standardError = FileHandle.standardError
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
            return try Data(contentsOf: printed)
        }
    }
}
