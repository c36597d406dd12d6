import Foundation
import LeappAWSConfig
import LeappBytes
import LeappCrypto

/// A reading as plain values, for comparing: name to key to value, a block of sub-keys as a map.
typealias Reading = [String: [String: ReadValue]]

enum ReadValue: Equatable {
    case text(String)
    case block([String: String])
}

extension AWSDocument {
    init(_ file: AWSFile, _ text: String) { self.init(file, path: "~/.aws/\(file)", copying: Array(text.utf8).rawSpan) }

    static let empty = [AWSFile.config: AWSDocument(.config, ""), .credentials: AWSDocument(.credentials, "")]

    var text: String { String(decoding: Array(bytes), as: UTF8.self) }
}

extension AWSValue {
    var string: String { String(decoding: [UInt8](slice.bytes), as: UTF8.self) }

    var read: ReadValue {
        guard isNested else { return .text(string) }
        var block: [String: String] = [:]
        for (key, value) in subkeys { block[key] = String(decoding: Array(value.bytes), as: UTF8.self) }
        return .block(block)
    }
}

extension [AWSProfile] {
    var read: Reading {
        var reading: Reading = [:]
        for profile in self {
            var keys: [String: ReadValue] = [:]
            for entry in profile.entries { keys[entry.key] = entry.value.read }
            reading[profile.name] = keys
        }
        return reading
    }

    /// Values as one text each, as the public suite has them.
    var flat: [String: [String: String]] {
        var reading: [String: [String: String]] = [:]
        for profile in self {
            var keys: [String: String] = [:]
            for entry in profile.entries { keys[entry.key] = entry.value.string }
            reading[profile.name] = keys
        }
        return reading
    }
}

enum Project {
    /// The project's root, found from this file upwards.
    static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// The public suites beside the project; nil where they are absent.
    static let conformance: URL? = {
        let candidates = [root.deletingLastPathComponent().appendingPathComponent("shared/conformance")]
        return candidates.first { FileManager.default.fileExists(atPath: $0.path) }
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

    /// Runs a program and gives what it printed; one at a time, because descriptors of parallel ones get mixed up.
    static func run(_ program: String, _ arguments: [String]) throws -> Data {
        try oneAtATime.withLock {
            let printed = FileManager.default.temporaryDirectory.appendingPathComponent("leapp-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: printed) }
            try Data().write(to: printed)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [program] + arguments
            process.standardOutput = try FileHandle(forWritingTo: printed)
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
            return try Data(contentsOf: printed)
        }
    }
}
