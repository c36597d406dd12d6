import LeappBytes
import LeappMerge
public import LeappState
import LeappVault

extension StoreError {
    /// What happened to which file and what to do next, in one line; `path` is the vault's.
    public func words(at path: String) -> String {
        switch self {
        case .noVault(let path): "\(path): there is no vault; make one with `leapp vault init`, or name another with --vault"
        case .exists(let path): "\(path): there is a file already; name another with --vault, or move it away first"
        case .file(let error): error.words
        case .state(let error): error.words
        case .vault(let error): "\(path): \(error.words)" + (error.isOfTypedSecret ? "" : " [\(error.errorClass.rawValue)]")
        case .payload(let error): "\(path): \(error.words) [\(error.errorClass.rawValue)]"
        case .wrongVault(let path, let expected, let found):
            "\(path): this is vault \(found.bytes.hex), but \(expected.bytes.hex) was here before; put the right file back, "
                + "or name this one by another path [WRONG_VAULT]"
        case .newGeneration(let path, _, let found, _, let time):
            "\(path): its key was changed on another machine, at \(UTCTime(seconds: time / 1000).extended); if that was you, "
                + "say so with --accept-generation \(found.bytes.hex)"
        case .forkedKey(let path, _, let found):
            "\(path): its key does not follow the one this machine knows: an older copy, or two machines that changed it apart; "
                + "to take it all the same: --accept-generation \(found.bytes.hex) [FORKED_KEY]"
        case .alteredGeneration(let path, let backups):
            "\(path): its keyslots or its former keys are others than this machine knows, under the same key: somebody who has that "
                + "key made this file, and it is not used; put a copy of yours back (this machine's last ones are in \(backups)), "
                + "then run `leapp vault rotate-key` [BAD_PAYLOAD]"
        case .foreignKey(let path, _): "\(path): its key was changed meanwhile; run `leapp unlock` with the new passphrase"
        case .noDeviceKey:
            "\(path): this machine has no device key for it; `leapp vault slots add device` makes one, or unlock with the passphrase"
        case .badDeviceKey(let file):
            "\(file): not a device key that only you can read; unlock with the passphrase, delete this file, and make a new one "
                + "with `leapp vault slots add device`"
        case .deviceRemoved:
            "\(path): this installation was removed from the vault, for good; to add this machine again, move "
                + "leapp/state.sqlite in $XDG_STATE_HOME away first"
        case .contended(let path): "\(path): other programs keep changing it; nothing was written, try again"
        }
    }
}

extension PayloadError {
    /// What is wrong with the records.
    var words: String {
        switch self {
        case .malformed: "what was sealed in it is not lawful; take a backup"
        case .needsNewer(let schema): "it has schema \(schema), which this leapp cannot read; install a newer leapp"
        case .readOnly(let schema):
            "it needs a leapp that knows schema \(schema) to be changed; nothing was written, install a newer leapp"
        case .limit: "that is more than a vault can hold; nothing was written"
        case .clock: "this machine's clock, or the one of the machine that wrote it, is more than 100 years off; set it right"
        case .nothingToRestore: "nothing of that record is left to restore"
        }
    }
}

extension StateError {
    /// What happened to the machine-local state and what to do next.
    public var words: String {
        switch self {
        case .file(let error): error.words
        case .newerVersion(let path, let found, _):
            "\(path): a newer leapp wrote this state (version \(found)); install that version, or move the file away"
        case .damaged(let path): "\(path): damaged; move it away, and leapp begins a new one"
        case .busy(let path): "\(path): another leapp is busy with it; try again"
        case .diskFull(let path): "\(path): the disk is full; nothing was changed"
        case .readOnly(let path): "\(path): cannot be written; nothing was changed"
        case .failed(let path, let code): "\(path): SQLite error \(code); nothing was changed"
        case .badRow(let table): "the local state's table `\(table)` holds a row that makes no sense; move state.sqlite away"
        }
    }
}
