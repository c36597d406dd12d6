import LeappAWSConfig
import LeappAgentProtocol
import LeappEngine
import LeappFiles
import LeappImport
import LeappState
import LeappVault

/// Why a command ended without doing what it was asked; the words are in `CommandError+Words.swift`.
enum CommandError: Error, Equatable, Sendable {
    /// The command line asks for something that does not go together; the text says what.
    case usage(String)
    /// The vault at `path` could not be read, opened or written.
    case store(StoreError, path: String)
    /// The machine-local state could not be read.
    case state(StateError)
    /// A file could not be worked on.
    case file(FileError)
    /// No option that names the secret, no terminal, no askpass program, no pinentry.
    case noPassphraseSource(subject: String, wanted: WantedSecret = .passphrase)
    /// A person who was asked for the secret typed nothing.
    case nothingTyped(subject: String, wanted: WantedSecret)
    /// The vault is locked, and this command never asks.
    case locked(vault: String)
    /// This command needs the agent, and the agent has not the vault open.
    case needsAgent(command: String)
    /// A secret was not read from the source of this name.
    case secretSource(name: String, SecretSourceFault)
    /// The two new passphrases that were typed differ.
    case passphrasesDiffer
    /// A new passphrase that the format does not allow.
    case unusablePassphrase(PassphraseFault)
    /// A prompt was ended by a signal, or cancelled (nil).
    case interrupted(signal: Int32?)
    /// A file was changed by someone else between reading and writing it; nothing was written.
    case changedMeanwhile(path: String)
    /// The AWS files cannot be scrubbed or restored.
    case importing(ImportError)
    /// `--scrub` was cut off by a fault after the vault was written: the files in `scrubbed` have been, those in `left` have not.
    case scrubCutOff(FileError, scrubbed: [String], left: [String])
    /// `restore-aws` was cut off by a fault: the files in `restored` have their original bytes, those in `left` are as they were.
    case restorationCutOff(FileError, restored: [String], left: [String])
    /// `restore-aws` found files that differ from what leapp left there.
    case changedSinceScrub(paths: [String])
    /// The block of `profile write` in the file at `path` is not as leapp wrote it; nothing was written.
    case profileBlock(ProfileBlockFault, path: String)
    /// The vault holds no original of a file of this machine.
    case nothingToRestore
    /// A yes is needed that `option` gives; `question` says to what.
    case decision(question: String, option: String)
    /// Something has to be decided first; the text says what, and which options do it.
    case undecided(String)
    /// A new passphrase is one that the vault has, and must be another.
    case passphraseInUse(vault: String)
    /// The file is to hold a new second secret, and may hold the one that somebody else knows.
    case secondSecretKnown(path: String)
    /// A keyslot that a vault cannot be without; the text says what to do instead.
    case slotStays(String)
    /// No browser here can be sent to an address that stays secret; `reason` says why.
    case noBrowser(reason: String)
    /// A name is needed, and there is no terminal to choose one at.
    case noName
    /// No keyslot or device goes by the name, or several do.
    case noSuchName(String)
    /// A section of a started session could not be removed from this file; why was said already.
    case leftInPlace(profile: String, file: String)
    /// This many sections of started sessions could not be removed at a lock; which and why was said already.
    case leftBehind(count: Int)
    /// `~/.aws` could not be changed.
    case sections(SectionError)
    /// Sessions of these profiles are started, and what is to be done needs the files without them.
    case started(profiles: [String])
    /// What an engine answered.
    case engine(AgentFailure)
    /// No listener could be had on the loopback, for this `errno`.
    case listener(code: Int32)
    /// The browser, or the portal through it, refused the sign-in: the error's code, and words where there are any.
    case signInRefused(portal: String, error: String, words: String?)
    /// Nobody signed in while the sign-in was waited for.
    case signInExpired(portal: String)
    /// The portal gave an address that is not one to show or to open.
    case unsafeAddress(String)
    /// AWS was not told that the tokens of these portals shall end; why was said already.
    case notRevoked(portals: [String])
    /// These portals were not listed; why was said already, and the first ended with this code.
    case notAllSynced(exit: Int, portals: [String])
    /// No agent runs.
    case noAgent
    /// The agent ended while the command was at it.
    case agentGone
    /// The agent could not be started or reached; the text says why.
    case agent(String)
    /// The agent, which has said why, ended with this code.
    case agentEnded(code: Int32)
    /// An answer that does not have the documented form, to this request.
    case badAnswer(AgentOperation)
    /// `exec` cannot run the command, for this `errno`.
    case cannotRun(command: String, code: Int32)
    /// Standard output, or a prompt, cannot be written; the reader has gone where `code` is EPIPE.
    case output(code: Int32)
    /// The vault is written, and its new recovery code could not be shown, for this `errno`: nobody knows it.
    case recoveryCodeLost(vault: String, code: Int32)
    /// What was read back from the disk is not what was written.
    case notWhatWasWritten(path: String)
}

extension CommandError {
    /// Whether a secret that was typed opens nothing, so that it may have been mistyped.
    var isOfWrongSecret: Bool {
        switch self {
        case .store(.vault(let error), _): error.isOfTypedSecret
        case .nothingTyped: true
        default: false
        }
    }

    /// Whether a new passphrase that was typed is none, or not the same twice, so that another may do.
    var isOfBadChoice: Bool {
        switch self {
        case .nothingTyped, .passphrasesDiffer, .unusablePassphrase: true
        default: false
        }
    }
}

/// Why a source gave no secret.
enum SecretSourceFault: Error, Equatable, Sendable {
    /// A call failed with this `errno`.
    case unreadable(code: Int32)
    /// It gave nothing before its end.
    case empty
    /// It gave more than this many bytes without an end of line.
    case tooLong(limit: Int)
    /// The program ended with this status.
    case programFailed(status: Int32)
}
