import LeappBytes
import LeappCrypto
import LeappSigV4

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The public signing suite beside the project, where it is present.
enum PublicSuite {
    /// The suite's folder.
    static let folder: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/") + "/../shared/conformance/sigv4"
    }()

    /// The paths of all cases, relative to the folder.
    static let cases: [String] = {
        entries(folder).flatMap { name in
            let inner = entries(folder + "/" + name)
            if inner.contains(name + ".req") { return [name] }
            return inner.filter { entries(folder + "/" + name + "/" + $0).contains($0 + ".req") }.map { name + "/" + $0 }
        }.sorted()
    }()

    static let isPresent = !cases.isEmpty

    /// The file of a case with the ending `ending`.
    static func text(_ path: String, _ ending: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return read(folder + "/" + path + "/" + name + "." + ending)
    }

    /// Reads the suite's `.req`: a request line, headers with continuation lines, a body.
    static func request(_ text: String) -> (request: SigningRequest, token: String?) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let end = lines.firstIndex(of: "") ?? lines.count
        let body = lines.dropFirst(end + 1).joined(separator: "\n")
        let line = lines[0]
        let target = line.dropFirst(line.prefix(while: { $0 != " " }).count + 1).dropLast(" HTTP/1.1".count)
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var headers: [SigningHeader] = []
        for line in lines[1..<end] {
            if line.hasPrefix(" "), let last = headers.popLast() {
                headers.append(SigningHeader(last.name, last.value + "\n" + line))
            } else if let colon = line.firstIndex(of: ":") {
                headers.append(SigningHeader(String(line[..<colon]), String(line[line.index(after: colon)...])))
            }
        }
        let token = headers.first { $0.name.lowercased() == "x-amz-security-token" }?.value
        let digest = SHA256.digest(Array(body.utf8).rawSpan)
        return (
            SigningRequest(
                method: String(line.prefix(while: { $0 != " " })), path: halves[0], query: halves.count > 1 ? halves[1] : "",
                headers: headers, payload: .sha256(digest)),
            token
        )
    }

    private static func entries(_ path: String) -> [String] {
        guard let stream = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe String(cString: UnsafeRawPointer(tuple).assumingMemoryBound(to: CChar.self))
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func read(_ path: String) -> String {
        guard let file = unsafe fopen(path, "r") else { return "" }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
