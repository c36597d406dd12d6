import LeappBytes
import LeappCrypto

/// A prompt through pinentry (the Assuan protocol of GnuPG), for a process without a terminal.
struct Pinentry {
    /// The program's name or path.
    let program: String

    /// The low 16 bits of the code with which pinentry says that its user cancelled.
    private static let cancelled = 99

    /// The secret that was typed; nil where the program cannot be started or has no display to ask at.
    func ask(title: String, prompt: String, repeated: Bool) throws(CommandError) -> Secret? {
        let child: ChildProgram
        do {
            child = try ChildProgram(program, [])
        } catch {
            return nil
        }
        let secret: Secret?
        do {
            secret = try converse(with: child, title: title, prompt: prompt, repeated: repeated)
        } catch .secretSource, .output {
            secret = nil  // it ended: a pinentry that found no display
        } catch {
            _ = child.finish()
            throw error
        }
        _ = child.finish()
        return secret
    }

    private func converse(
        with child: borrowing ChildProgram, title: String, prompt: String, repeated: Bool
    ) throws(CommandError) -> Secret? {
        var requests = ["SETTITLE leapp", "SETDESC \(Pinentry.escaped(title))", "SETPROMPT \(Pinentry.escaped(prompt))"]
        if repeated { requests += ["SETREPEAT", "SETREPEATERROR They differ"] }
        guard case .accepted = try answer(of: child) else { return nil }
        for request in requests {
            try child.send(request)
            _ = try answer(of: child)  // what an old pinentry refuses, such as SETREPEAT, it can do without
        }
        try child.send("GETPIN")
        return try readSecret(from: child)
    }

    private enum Answer: Equatable { case accepted, refused(code: Int) }

    private func answer(of child: borrowing ChildProgram) throws(CommandError) -> Answer {
        while true {
            let line = try SecretLine.read(from: child.output, named: program)
            if let answer = Pinentry.answer(line) { return answer }
        }
    }

    private func readSecret(from child: borrowing ChildProgram) throws(CommandError) -> Secret? {
        var secret: Secret?
        while true {
            let line = try SecretLine.read(from: child.output, named: program)
            if Pinentry.begins(line, with: "D ") {
                secret = Pinentry.decoded(line.bytes.extracting(2..<line.count))
            } else if let answer = Pinentry.answer(line) {
                switch answer {
                case .accepted: return secret
                case .refused(let code):
                    guard code & 0xffff != Pinentry.cancelled else { throw .interrupted(signal: nil) }
                    return nil
                }
            }
        }
    }

    private static func answer(_ line: borrowing Secret) -> Answer? {
        if begins(line, with: "OK") { return .accepted }
        guard begins(line, with: "ERR ") else { return nil }
        var code = 0
        for index in 4..<line.count {
            guard let digit = Character(Unicode.Scalar(line.bytes[index])).wholeNumberValue, code < 1 << 40 else { break }
            code = code * 10 + digit
        }
        return .refused(code: code)
    }

    private static func begins(_ line: borrowing Secret, with word: String) -> Bool {
        let word = Array(word.utf8)
        return line.count >= word.count && line.bytes.extracting(0..<word.count).isEqual(to: word.rawSpan)
    }

    /// Assuan data: `%` and two hexadecimal digits stand for a byte.
    static func decoded(_ data: RawSpan) -> Secret {
        var writer = SecretWriter(capacity: data.byteCount)
        var index = 0
        while index < data.byteCount {
            if data[index] == UInt8(ascii: "%"), index + 2 < data.byteCount,
                let high = Character(Unicode.Scalar(data[index + 1])).hexDigitValue,
                let low = Character(Unicode.Scalar(data[index + 2])).hexDigitValue
            {
                writer.append(UInt8(high * 16 + low))
                index += 3
            } else {
                writer.append(data[index])
                index += 1
            }
        }
        return writer.finish()
    }

    /// Text as an Assuan parameter.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in DisplayWidth.printable(text).unicodeScalars {
            if scalar == "%" { escaped += "%25" } else { escaped.unicodeScalars.append(scalar) }
        }
        return escaped
    }
}
