import Glibc
import LeappEngine

/// What a vault costs, one figure a process, so that each has its own memory; Benchmarks/vaults.py drives it.
///
///     VaultBench make FOLDER RECORDS     a new vault in FOLDER, filled as an import would fill it
///     VaultBench FIGURE FOLDER           a round for each line of standard input, and a line of JSON for each round
@main
struct VaultBench {
    static func main() {
        let words = CommandLine.arguments
        do {
            if words.count == 4, words[1] == "make", let records = Int(words[3]) {
                try SampleVault(folder: words[2]).make(records: records)
            } else if words.count == 3, let figure = Figure(rawValue: words[1]) {
                try Rounds(figure, of: SampleVault(folder: words[2])).run()
            } else {
                fail("usage: VaultBench make FOLDER RECORDS | VaultBench FIGURE FOLDER", code: 64)
            }
        } catch let error as StoreError {
            fail(error.words(at: "vault"), code: 1)
        } catch {
            fail("\(error)", code: 1)
        }
    }

    private static func fail(_ words: String, code: Int32) -> Never {
        say(words)
        exit(code)
    }

    /// Writes a line at once, also into a pipe.
    static func say(_ line: String) {
        var line = line + "\n"
        line.withUTF8 { text in _ = unsafe write(1, text.baseAddress!, text.count) }
    }
}
