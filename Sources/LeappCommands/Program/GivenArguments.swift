import LeappAgentProtocol

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The arguments behind the program's name, byte by byte: in the parser's text a byte that is no UTF-8 is U+FFFD already.
struct GivenArguments: Sendable {
    let arguments: [[UInt8]]

    /// Those of this process.
    static var ofProcess: GivenArguments {
        let vector = unsafe CommandLine.unsafeArgv
        let arguments = (1..<max(Int(CommandLine.argc), 1)).compactMap { index in
            unsafe vector[index].map { text in unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text))) }
        }
        return GivenArguments(arguments: arguments)
    }

    /// Refuses what no request can carry as it was typed: other bytes than UTF-8, and more than a text may have. The command of
    /// `exec` stands behind `--` and is passed on as it is.
    func check() throws(CommandError) {
        for (index, bytes) in arguments.enumerated() {
            if bytes == Array("--".utf8) { return }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                let shown = String(decoding: bytes.prefix(100), as: UTF8.self)
                throw .usage("\(name(of: index)) is not UTF-8: \(shown); give it in UTF-8")
            }
            let value = text.isOption ? text.drop { $0 != "=" }.dropFirst() : text[...]
            guard value.utf8.count <= AgentLimits.text else {
                throw .usage(
                    "\(name(of: index)) has \(value.utf8.count) bytes, and \(AgentLimits.text) are the most; give something shorter"
                )
            }
        }
    }

    /// What the argument is called: by its option, where there is one.
    private func name(of index: Int) -> String {
        let option = String(decoding: arguments[index], as: UTF8.self)
        if option.isOption, option.contains("=") { return "the value of \(option.prefix { $0 != "=" })" }
        guard index > 0 else { return "argument 1" }
        let before = String(decoding: arguments[index - 1], as: UTF8.self)
        return before.isOption && !before.contains("=") ? "what follows \(before)" : "argument \(index + 1)"
    }
}

extension String {
    fileprivate var isOption: Bool { hasPrefix("--") }
}
