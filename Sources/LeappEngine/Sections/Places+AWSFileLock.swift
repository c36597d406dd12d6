import LeappBytes
import LeappCrypto
public import LeappFiles

extension Places {
    /// The path of the lock file that all of leapp takes before it changes the AWS file of this real path.
    public func lockPath(ofAWSFile path: String) -> String {
        let hash = BLAKE2b.hash(Array(path.utf8).rawSpan, count: 16, personalisation: "leapp-v1-lock")
        return FilePath.join(locks, hash.hex + ".lock")
    }
}
