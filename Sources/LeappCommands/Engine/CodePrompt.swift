import LeappAgentProtocol
import LeappBytes
import LeappCrypto

/// The one-time code of an MFA device: from the option, or asked for once the engine says that it needs one.
struct CodePrompt: Sendable {
    /// The code from the command line.
    let given: String?
    /// Whether the terminal may be asked.
    let mayAsk: Bool

    /// Runs `request` without a code or with the given one, and once more with what was typed where a code is asked for.
    func provide<Value>(
        _ request: (SecretSlice?) async throws(CommandError) -> Value
    ) async throws(CommandError) -> Value {
        let code = given.map { SecretSlice(copying: Array($0.utf8).rawSpan) }
        do throws(CommandError) {
            return try await request(code)
        } catch {
            guard case .engine(let failure) = error, failure.code == "MFA_REQUIRED", code == nil, mayAsk else { throw error }
            guard let terminal = Terminal() else { throw error }
            let serial = if case .text(let text) = failure.detail["serial"] { text } else { "your MFA device" }
            let typed = try Self.ask(terminal, prompt: "MFA code of \(DisplayWidth.printable(serial)): ")
            return try await request(typed)
        }
    }

    /// Asks until what was typed can be a code.
    private static func ask(_ terminal: borrowing Terminal, prompt: String) throws(CommandError) -> SecretSlice {
        var shown = prompt
        while true {
            do throws(CommandError) {
                let typed = SecretArena(try terminal.readLine(prompt: shown)).slice
                if isCode(Array(typed.bytes)) { return typed }
            } catch {
                guard case .secretSource(_, .empty) = error else { throw error }
            }
            shown = "Six digits. \(prompt)"
        }
    }

    /// Whether `text` can be a one-time code: six digits.
    static func isCode(_ text: some Collection<UInt8>) -> Bool {
        text.count == 6 && text.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
