import LeappAgentProtocol
import Testing

@testable import LeappCommands

@Suite struct GivenArgumentsTests {
    /// What is said of the arguments; nil where they are taken.
    private func words(_ arguments: [[UInt8]]) -> String? {
        do throws(CommandError) {
            try GivenArguments(arguments: arguments).check()
            return nil
        } catch {
            #expect(error.exitCode == .usage)
            return error.words
        }
    }

    private func words(_ arguments: String...) -> String? { words(arguments.map { Array($0.utf8) }) }

    @Test func whatARequestCanCarryIsTaken() {
        let longest = String(repeating: "x", count: AgentLimits.text)
        #expect(words() == nil)
        #expect(words("session", "edit", "a", "--set-name", longest, "--set-alias=" + longest, "é", "") == nil)
    }

    @Test func aLongArgumentIsRefusedByItsOption() throws {
        let long = String(repeating: "x", count: 70_000)
        let separate = try #require(words("session", "edit", "a", "--set-name", long))
        #expect(separate == "what follows --set-name has 70000 bytes, and 4096 are the most; give something shorter")
        #expect(words("session", "edit", "a", "--set-name=" + long)?.hasPrefix("the value of --set-name has 70000 bytes") == true)
        #expect(words("session", "list", long)?.hasPrefix("argument 3 has 70000 bytes") == true)
        #expect(words(long)?.hasPrefix("argument 1 has") == true)
        #expect(words("--x=y", long)?.hasPrefix("argument 2 has") == true)
    }

    @Test func whatIsNotUTF8IsRefusedAndNotChanged() throws {
        let latin: [UInt8] = [0x63, 0x61, 0x66, 0xe9]
        let said = try #require(words([Array("session".utf8), Array("list".utf8), Array("--role".utf8), latin]))
        #expect(said == "what follows --role is not UTF-8: caf\u{fffd}; give it in UTF-8")
        #expect(words([Array("--role=".utf8) + latin])?.hasPrefix("the value of --role is not UTF-8") == true)
    }

    @Test func theCommandOfExecMayHaveAnyBytes() {
        let words = ["exec", "a", "--"].map { Array($0.utf8) } + [[0xff], [UInt8](repeating: 0x78, count: 70_000)]
        #expect(self.words(words) == nil)
    }
}
