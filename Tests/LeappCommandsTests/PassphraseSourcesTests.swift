import LeappBytes
import LeappCrypto
import Testing

@testable import LeappCommands

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct PassphraseSourcesTests {
    /// A descriptor that gives `text` and then ends.
    private func descriptor(_ text: String) -> Int32 {
        var ends: [Int32] = [-1, -1]
        #expect(unsafe pipe(&ends) == 0)
        let bytes = Array(text.utf8)
        #expect(unsafe write(ends[1], bytes, bytes.count) == bytes.count)
        close(ends[1])
        return ends[0]
    }

    private func text(_ secret: borrowing Secret) -> String { String(decoding: Array(secret.bytes), as: UTF8.self) }

    private func request(descriptor: Int32? = nil, file: String? = nil, isNew: Bool = false) -> PassphraseRequest {
        PassphraseRequest(
            subject: "/vault.lpv", prompt: "Passphrase", wanted: isNew ? .newPassphrase : .passphrase, descriptor: descriptor,
            file: file)
    }

    /// A new file; a program where `mode` says so.
    ///
    /// A shell writes it: a descriptor of this process could be inherited by what another test starts, and a program that is open
    /// for writing anywhere cannot be run.
    private func file(_ content: String, mode: String = "600") throws -> String {
        let path = "/tmp/leapp-commands-\(Randomness.system.bytes(12).hex)"
        let writing = "printf %s \"$1\" > \"$2\" && chmod \"$3\" \"$2\""
        let status = try ChildProgram("/bin/sh", ["-c", writing, "sh", content, path, mode]).finish()
        try #require(status == 0)
        return path
    }

    @Test func aDescriptorComesBeforeEverything() throws {
        let descriptor = descriptor("from fd\n")
        defer { close(descriptor) }
        let sources = PassphraseSources(askpass: "/bin/false", terminal: nil, pinentry: nil)
        let secret = try sources.read(request(descriptor: descriptor, file: "/nonexistent"))
        let found = text(secret)
        #expect(found == "from fd")
    }

    @Test func aFileComesBeforeAskpass() throws {
        let path = try file("from file\r\nsecond line\n")
        defer { unsafe unlink(path) }
        let sources = PassphraseSources(askpass: "/bin/false", terminal: nil, pinentry: nil)
        let secret = try sources.read(request(file: path))
        let found = text(secret)
        #expect(found == "from file")
    }

    @Test func askpassIsAskedWithThePromptAsItsArgument() throws {
        let program = try file("#!/bin/sh\nprintf '%s\\n' \"[$1]\"\n", mode: "700")
        defer { unsafe unlink(program) }
        let sources = PassphraseSources(askpass: program, terminal: nil, pinentry: nil)
        let secret = try sources.read(request())
        let found = text(secret)
        #expect(found == "[Passphrase for /vault.lpv: ]")
    }

    @Test func anAskpassThatFailsIsAnErrorAndNotAnEmptyPassphrase() throws {
        let program = try file("#!/bin/sh\necho half\nexit 3\n", mode: "700")
        defer { unsafe unlink(program) }
        let sources = PassphraseSources(askpass: program, terminal: nil, pinentry: nil)
        #expect(throws: CommandError.secretSource(name: "$LEAPP_ASKPASS (\(program))", .programFailed(status: 3))) {
            _ = try sources.read(request())
        }
    }

    @Test func aNewPassphraseIsAskedForTwice() throws {
        let program = try file("#!/bin/sh\ncase \"$1\" in *'once more'*) echo other ;; *) echo first ;; esac\n", mode: "700")
        defer { unsafe unlink(program) }
        let sources = PassphraseSources(askpass: program, terminal: nil, pinentry: nil)
        #expect(throws: CommandError.passphrasesDiffer) { _ = try sources.read(request(isNew: true)) }
    }

    @Test func pinentryIsAskedLast() throws {
        let script = """
            #!/bin/sh
            echo 'OK Pleased to meet you'
            while read -r line; do
              case "$line" in
                GETPIN) echo 'S PIN_REPEATED'; echo 'D per%25cent%0Aline'; echo OK ;;
                SETREPEAT*) echo 'ERR 536871187 Unknown IPC command' ;;
                *) echo OK ;;
              esac
            done
            """
        let program = try file(script, mode: "700")
        defer { unsafe unlink(program) }
        let sources = PassphraseSources(askpass: nil, terminal: "/nonexistent/tty", pinentry: program)
        let secret = try sources.read(request(isNew: true))
        let found = text(secret)
        #expect(found == "per%cent\nline")
    }

    @Test func aCancelledPinentryIsAnInterruption() throws {
        let script =
            "#!/bin/sh\necho OK\nwhile read -r l; do case $l in GETPIN) echo 'ERR 83886179 Operation cancelled <Pinentry>';; *) echo OK;; esac; done\n"
        let program = try file(script, mode: "700")
        defer { unsafe unlink(program) }
        let sources = PassphraseSources(askpass: nil, terminal: nil, pinentry: program)
        #expect(throws: CommandError.interrupted(signal: nil)) { _ = try sources.read(request()) }
    }

    @Test(arguments: ["/nonexistent/pinentry", "/bin/false"]) func aPinentryThatDoesNotWorkIsNoSource(program: String) {
        let sources = PassphraseSources(askpass: nil, terminal: nil, pinentry: program)
        #expect(throws: CommandError.noPassphraseSource(subject: "/vault.lpv")) { _ = try sources.read(request()) }
    }

    @Test func withoutAnySourceTheVaultStaysLocked() {
        #expect(throws: CommandError.noPassphraseSource(subject: "/vault.lpv")) { _ = try PassphraseSources.none.read(request()) }
    }

    @Test func aCommandThatAsksEachTimeDoesNotAdviseToUnlock() {
        let each = CommandError.noPassphraseSource(subject: "/v.lpv").words
        #expect(each.contains("asks for the passphrase each time"))
        #expect(!each.contains("leapp unlock"))
        let served = PassphraseRequest.existing(vault: "/v.lpv", isServed: true, descriptor: nil, file: nil)
        #expect(throws: CommandError.noPassphraseSource(subject: "/v.lpv", wanted: .servedPassphrase)) {
            _ = try PassphraseSources.none.read(served)
        }
    }

    @Test func twoOptionsMayShareADescriptor() throws {
        let descriptor = descriptor("old\nnew\n")
        defer { close(descriptor) }
        let old = try PassphraseSources.none.read(request(descriptor: descriptor))
        let new = try PassphraseSources.none.read(request(descriptor: descriptor))
        let found = [text(old), text(new)]
        #expect(found == ["old", "new"])
    }

    @Test(arguments: ["", "\n", "\r\n"]) func anEmptyLineIsNoSecret(content: String) {
        let descriptor = descriptor(content)
        defer { close(descriptor) }
        #expect(throws: CommandError.secretSource(name: "descriptor \(descriptor)", .empty)) {
            _ = try PassphraseSources.none.read(request(descriptor: descriptor))
        }
    }

    @Test func aLineWithoutEndIsBounded() {
        let descriptor = descriptor(String(repeating: "x", count: SecretLine.limit + 1))
        defer { close(descriptor) }
        #expect(throws: CommandError.secretSource(name: "descriptor \(descriptor)", .tooLong(limit: SecretLine.limit))) {
            _ = try PassphraseSources.none.read(request(descriptor: descriptor))
        }
    }

    @Test func aClosedDescriptorIsAnError() {
        #expect(throws: CommandError.secretSource(name: "descriptor 987", .unreadable(code: EBADF))) {
            _ = try PassphraseSources.none.read(request(descriptor: 987))
        }
    }
}
