import LeappAWSConfig
import LeappAgentProtocol
import LeappEngine
import LeappFiles
import LeappImport
import LeappVault

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension CommandError {
    /// The exit code that the program ends with.
    var exitCode: ExitCode {
        switch self {
        case .usage, .noName: .usage
        case .store(let error, _): error.exitCode
        case .noPassphraseSource, .locked, .needsAgent, .noAgent, .agentGone: .locked
        case .decision, .undecided, .passphraseInUse, .secondSecretKnown, .changedSinceScrub, .started: .decisionNeeded
        case .profileBlock(.damagedMark, _), .profileBlock(.foreign, _): .decisionNeeded
        case .profileBlock(.unwritable, _), .noBrowser: .general
        case .noSuchName: .notFound
        case .nothingTyped(_, let wanted): wanted == .newPassphrase ? .general : .wrongPassphrase
        case .interrupted: .interrupted
        case .engine(let failure): ExitCode(rawValue: Int32(truncatingIfNeeded: failure.exit)) ?? .general
        case .signInRefused(_, let error, _): error == Self.denied ? .loginNeeded : .refusedByAWS
        case .signInExpired: .loginNeeded
        case .unsafeAddress, .notRevoked: .refusedByAWS
        case .notAllSynced(let exit, _): ExitCode(rawValue: Int32(truncatingIfNeeded: exit)) ?? .general
        case .cannotRun(_, let code): code == ENOENT ? .commandNotFound : .notExecutable
        case .state, .file, .secretSource, .importing, .passphrasesDiffer, .unusablePassphrase, .slotStays, .changedMeanwhile,
            .nothingToRestore, .agent, .agentEnded, .badAnswer, .listener, .output, .recoveryCodeLost, .notWhatWasWritten,
            .scrubCutOff, .restorationCutOff, .leftInPlace, .leftBehind, .sections:
            .general
        }
    }

    /// One line: what happened, to which file or name, and what to do next.
    var words: String {
        switch self {
        case .usage(let text): text
        case .store(let error, let path): error.words(at: path)
        case .state(let error): error.words
        case .file(let error): error.words
        case .noPassphraseSource(let subject, .newPassphrase):
            "\(subject): there is nowhere to ask for the new passphrase; do it in a terminal, or give --new-passphrase-fd or "
                + "$LEAPP_ASKPASS"
        case .noPassphraseSource(let subject, .recoveryCode):
            "\(subject): there is nowhere to ask for the recovery code; do it in a terminal, or give --recovery-fd or $LEAPP_ASKPASS"
        case .noPassphraseSource(let subject, .passphrase):
            "\(subject): this command asks for the passphrase each time, and there is nowhere to ask; run it in a terminal, "
                + "or give --passphrase-fd, --passphrase-file or $LEAPP_ASKPASS"
        case .noPassphraseSource(let subject, .servedPassphrase):
            "\(subject): locked, and there is nowhere to ask for the passphrase; run `leapp unlock` in a terminal, "
                + "or give --passphrase-fd, --passphrase-file or $LEAPP_ASKPASS"
        case .nothingTyped(let subject, let wanted): "\(subject): \(wanted.ofNothing); nothing was changed"
        case .locked(let vault): "\(vault): locked; run `leapp unlock`"
        case .needsAgent(let command): "\(command) needs the agent, which keeps what it starts fresh; run `leapp unlock` first"
        case .secretSource(let name, let fault): "\(name): \(fault.words)"
        case .passphrasesDiffer: "the two passphrases differ; nothing was changed, try again"
        case .unusablePassphrase(let fault): "\(fault.words); nothing was changed, choose another"
        case .interrupted: "interrupted; nothing was changed"
        case .changedMeanwhile(let path): "\(path): another program changed it at the same time; nothing was written, try again"
        case .importing(let error): error.words
        case .scrubCutOff(let fault, let scrubbed, let left):
            "\(fault.cause); the vault has what was imported and the files' originals; \(Self.state("scrubbed", scrubbed, left)); "
                + "run `leapp vault import --scrub` again"
        case .restorationCutOff(let fault, let restored, let left):
            "\(fault.cause); the vault keeps the originals; \(Self.state("restored", restored, left)); "
                + "run `leapp vault restore-aws` again"
        case .changedSinceScrub(let paths):
            "\(paths.joined(separator: ", ")): changed since leapp last wrote it; --force puts the original back all the same"
        case .profileBlock(let fault, let path): "\(path): \(fault.words); nothing was written"
        case .nothingToRestore: "the vault holds no original of a file of this machine; nothing was changed"
        case .decision(let question, let option): "\(question) \(option) says yes"
        case .noBrowser(let reason): "\(reason); --print prints the address, which signs in whoever opens it"
        case .noName:
            "no session is named, and there is no terminal to choose one at; give a name, `leapp session list` shows all"
        case .undecided(let text), .slotStays(let text), .noSuchName(let text): text
        case .passphraseInUse(let vault):
            "\(vault): the new passphrase is one that the vault has already; nothing was changed, choose another"
        case .secondSecretKnown(let path):
            "\(path): there is a second secret already, which somebody else may know; nothing was changed, name a new file"
        case .leftInPlace(let profile, let file):
            "[\(profile)] is still in \(file); put right what was said, or delete it by hand"
        case .leftBehind(let count): "the key is forgotten, but \(count) of the started profiles are still in ~/.aws; see above"
        case .sections(let error): error.words
        case .started(let profiles):
            "sessions are started (\(profiles.joined(separator: ", "))), and their lines are in the files; run `leapp session stop --all` first"
        case .engine(let failure): failure.message
        case .listener(let code):
            "no sign-in by browser, as nothing can listen on 127.0.0.1: \(String(errno: code)); try --device-code"
        case .signInRefused(let portal, let error, let words):
            "\(portal): the sign-in was " + (error == Self.denied ? "denied" : "refused (\(error.prefix(100)))")
                + (words.map { ": \($0.prefix(500))" } ?? "") + "; `leapp sso login \(portal)` tries again"
        case .signInExpired(let portal): "\(portal): nobody signed in in time; `leapp sso login \(portal)` tries again"
        case .unsafeAddress(let text):
            "the portal named an address to sign in at that is not one to open: \(text.prefix(200)); nothing was opened"
        case .notRevoked(let portals):
            "\(portals.joined(separator: ", ")): the tokens are forgotten here, but AWS was not told to end them; see above"
        case .notAllSynced(_, let portals): "\(portals.joined(separator: ", ")): not listed; see above"
        case .noAgent: "no agent runs; start it with `leapp unlock`"
        case .agentGone: "the agent ended before this was done; run `leapp unlock`, then try again"
        case .agent(let reason): reason
        case .agentEnded(let code): "the agent ended with code \(code)"
        case .badAnswer(let operation):
            "the agent's answer to `\(operation.rawValue)` is not understood; restart it with `leapp lock` and `leapp unlock`"
        case .cannotRun(let command, let code): "\(command): \(String(errno: code))"
        case .output(let code): "the output cannot be written: \(String(errno: code))"
        case .recoveryCodeLost(let vault, let code):
            "\(vault): it is written, but its new recovery code could not be shown and is lost (\(String(errno: code))); make "
                + "another with `leapp vault recovery`"
        case .notWhatWasWritten(let path):
            "\(path): what was read back is not what was written; nothing was scrubbed, check the disk"
        }
    }
}

extension CommandError {
    /// What a browser brings where the user said no (RFC 6749 section 4.1.2.1).
    private static let denied = "access_denied"

    /// Which files are done, and which are not.
    private static func state(_ what: String, _ done: [String], _ left: [String]) -> String {
        let parts = [
            done.isEmpty ? nil : "\(what): \(done.joined(separator: ", "))",
            left.isEmpty ? nil : "not \(what): \(left.joined(separator: ", "))",
        ]
        return parts.compactMap(\.self).joined(separator: "; ")
    }
}

extension FileError {
    /// What happened, without a word about what else was done.
    fileprivate var cause: String {
        if case .changedMeanwhile(let path) = self { "\(path): another program changed it at the same time" } else { words }
    }
}

extension ImportError {
    /// What happened to which file.
    var words: String {
        switch self {
        case .unwritable:
            "the lines that would replace the keys cannot be written so that all tools read them alike; nothing was scrubbed"
        case .incomplete(let path, let parts, let count):
            "\(path): the vault holds only \(parts) of the \(count) parts of its original; nothing was changed"
        case .damaged(let path): "\(path): the parts of its original do not fit together; nothing was changed"
        }
    }
}

extension StoreError {
    /// The exit code that a command ends with.
    var exitCode: ExitCode {
        switch self {
        case .noVault: .noVault
        case .exists: .decisionNeeded
        case .foreignKey, .noDeviceKey: .locked
        case .file, .state, .badDeviceKey, .deviceRemoved, .contended: .general
        case .vault, .payload, .wrongVault, .newGeneration, .forkedKey, .alteredGeneration: errorClass?.exitCode ?? .general
        }
    }
}

extension WantedSecret {
    /// That nothing was typed in its place.
    fileprivate var ofNothing: String {
        switch self {
        case .passphrase, .servedPassphrase, .newPassphrase: "no passphrase was typed"
        case .recoveryCode: "no recovery code was typed"
        }
    }
}

extension SecretSourceFault {
    /// What is wrong with the source.
    var words: String {
        switch self {
        case .unreadable(let code): "no secret can be read: \(String(errno: code))"
        case .empty: "no secret was given: its first line is empty"
        case .tooLong(let limit): "its first line is longer than \(limit) bytes"
        case .programFailed(let status): "it gave no secret and ended with status \(status)"
        }
    }
}

extension String {
    /// The system's words for an error number.
    init(errno code: Int32) { self = unsafe String(cString: strerror(code)) }
}

extension ProfileBlock.ForeignLine {
    /// Where it is, and what it sets.
    fileprivate var words: String { "line \(number)" + (key.map { " (\($0))" } ?? "") }
}

extension ProfileBlockFault {
    /// How many lines people are shown.
    private static let shown = 10

    /// What is wrong and what to do.
    fileprivate var words: String {
        switch self {
        case .damagedMark(let line):
            "line \(line) is a mark of `leapp profile write` that has lost its other half or was changed; "
                + "delete it and the profiles that leapp wrote, and run the command again"
        case .foreign(let lines):
            "\(lines.count == 1 ? "a line" : "\(lines.count) lines") in the profiles that `leapp profile write` keeps, or right behind "
                + "them, \(lines.count == 1 ? "is" : "are") of another program or by hand and would be lost: "
                + lines.prefix(Self.shown).map(\.words).joined(separator: ", ")
                + (lines.count > Self.shown ? " and \(lines.count - Self.shown) more" : "")
                + "; --replace writes the profiles anew without, or move what is yours out of the marks"
        case .unwritable: "the path of this program cannot be written so that all tools read it"
        }
    }
}
