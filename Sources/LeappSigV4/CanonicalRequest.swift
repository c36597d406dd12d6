import LeappBytes
import LeappCrypto

/// The form of a request that is hashed: method, path, query, headers, names of the headers, body's hash, a line each.
struct CanonicalRequest: ~Copyable {
    /// Its bytes; secret, because a session token is among the headers.
    let bytes: Secret
    /// The names of the headers, lower case, sorted, with semicolons between.
    let signedHeaders: String

    init(_ request: SigningRequest, added: [SigningHeader], sessionToken: SecretSlice?, style: SigningStyle) {
        var values: [String: [String]] = [:]
        for header in request.headers + added {
            values[header.name.lowercased(), default: []].append(CanonicalRequest.trimmed(header.value))
        }
        if sessionToken != nil { values[SigV4.tokenHeader] = [] }
        let names = values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }

        var writer = SecretWriter(capacity: 2048)
        writer.append(request.method + "\n")
        writer.append(CanonicalRequest.path(request.path, style) + "\n")
        writer.append(CanonicalRequest.query(request.query) + "\n")
        for name in names {
            writer.append(name + ":")
            if name == SigV4.tokenHeader, let sessionToken {
                writer.append(sessionToken.bytes)
            } else {
                writer.append(values[name, default: []].joined(separator: ","))
            }
            writer.append("\n")
        }
        signedHeaders = names.joined(separator: ";")
        writer.append("\n" + signedHeaders + "\n" + request.payload.word)
        bytes = writer.finish()
    }

    /// Without blanks at the ends, and runs of blanks as one.
    private static func trimmed(_ value: String) -> String {
        value.split(whereSeparator: { $0 == " " || $0 == "\t" || $0.isNewline }).joined(separator: " ")
    }

    private static func path(_ path: String, _ style: SigningStyle) -> String {
        var sent = path.hasPrefix("/") ? path : "/" + path
        if style.normalizesPath { sent = normalized(sent) }
        let segments = sent.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            PercentEncoding.encoded(style.encodesPathTwice ? Array(segment.utf8) : PercentEncoding.decoded(segment))
        }
        return segments.joined(separator: "/")
    }

    /// Without empty and dot segments (RFC 3986 section 5.2.4, and doubled slashes as one).
    private static func normalized(_ path: String) -> String {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        var kept: [Substring] = []
        for segment in segments where !segment.isEmpty && segment != "." {
            if segment == ".." { _ = kept.popLast() } else { kept.append(segment) }
        }
        let isFolder = segments.last.map { $0.isEmpty || $0 == "." || $0 == ".." } ?? true
        return "/" + kept.joined(separator: "/") + (isFolder && !kept.isEmpty ? "/" : "")
    }

    /// The pairs, encoded alike whatever way they were sent, sorted by name and then value.
    private static func query(_ query: String) -> String {
        let pairs = query.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentEncoding.encoded(PercentEncoding.decoded(halves[0]))
            return (name, halves.count > 1 ? PercentEncoding.encoded(PercentEncoding.decoded(halves[1])) : "")
        }
        let sorted = pairs.sorted { left, right in
            left.0 == right.0
                ? left.1.utf8.lexicographicallyPrecedes(right.1.utf8) : left.0.utf8.lexicographicallyPrecedes(right.0.utf8)
        }
        return sorted.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }
}
