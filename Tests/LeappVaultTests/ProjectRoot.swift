import Foundation

/// Where the project lies, found from this file upwards.
enum ProjectRoot {
    static let url: URL = {
        var url = URL(filePath: #filePath).resolvingSymlinksInPath()
        while url.path != "/", !FileManager.default.fileExists(atPath: url.appending(path: "spec").path) {
            url.deleteLastPathComponent()
        }
        return url
    }()

    static let fixtures = url.appending(path: "fixtures/vault")
    static let conformance = url.appending(path: "../shared/conformance").standardizedFileURL

    static func hasConformance(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: conformance.appending(path: name).path)
    }

    static func json(_ url: URL) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        guard let object = object as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
        return object
    }
}
