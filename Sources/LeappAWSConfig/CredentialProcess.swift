import LeappBytes

/// The line by which tools ask leapp for a session's credentials.
public struct CredentialProcess: Sendable, Equatable {
    /// The program's absolute path.
    public let program: String
    /// The session's id, 32 hexadecimal digits.
    public let sessionID: String
    /// Whether the session is to do without a code from an MFA device, as plain keys did.
    public let withoutMFA: Bool

    /// Asks `program` for the session of that id.
    public init(program: String, sessionID: String, withoutMFA: Bool = false) {
        self.program = program
        self.sessionID = sessionID
        self.withoutMFA = withoutMFA
    }

    /// The value of `credential_process`, quoted so that a shell (most SDKs) and Python's shlex (botocore) split it alike.
    public func command() throws(AWSConfigError) -> String {
        let path = Array(program.utf8)
        let isID = !sessionID.isEmpty && sessionID.utf8.allSatisfy { $0.isIdentifier }
        guard program.hasPrefix("/"), isID, path.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw .unwritableValue(key: "credential_process")
        }
        let live = path.contains { [UInt8(ascii: "$"), UInt8(ascii: "`"), UInt8(ascii: "\\"), UInt8(ascii: "\"")].contains($0) }
        let quote: Character = live ? "'" : "\""
        var quoted = String(quote)
        var previous: Character = quote
        for character in program {
            // A '#' after a blank would start a comment for the SDKs, quotes or not: a pair of quotes comes between.
            if (character == "#" || character == ";") && previous == " " { quoted += "\(quote)\(quote)" }
            quoted += character == quote ? "'\\''" : String(character)
            previous = character
        }
        quoted.append(quote)
        return "\(quoted) credential-process \(withoutMFA ? "--no-mfa " : "")\(sessionID)"
    }

    /// Recognises a line that leapp wrote, from whatever path; nil for every other command.
    public init?(parsing command: String) {
        guard let words = CredentialProcess.split(command), words.count == 3 || words.count == 4,
            words[1] == "credential-process",
            words.count == 3 || words[2] == "--no-mfa", let id = words.last, [UInt8](hex: id)?.count == 16
        else { return nil }
        let program = words[0]
        let name = program.split(separator: "/").last ?? ""
        guard name == "leapp" || name.hasPrefix("leapp-") else { return nil }
        self.init(program: program, sessionID: id.lowercased(), withoutMFA: words.count == 4)
    }

    /// The words of a command as a POSIX shell splits them, without expansion; nil where a quote stays open.
    static func split(_ command: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var escaped = false
        for character in command {
            if escaped {
                if quote == "\"", character != "\"", character != "\\" { word = (word ?? "") + "\\" }
                word = (word ?? "") + String(character)
                escaped = false
            } else if character == "\\", quote != "'" {
                escaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character == " " || character == "\t" || character == "\n" {
                if let finished = word { words.append(finished) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil, !escaped else { return nil }
        if let finished = word { words.append(finished) }
        return words
    }
}
