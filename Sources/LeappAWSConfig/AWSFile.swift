/// Which of the two files in `~/.aws`: they have the same shape but not the same section names.
public enum AWSFile: String, Sendable, Hashable, CaseIterable {
    /// `~/.aws/config`, or what `AWS_CONFIG_FILE` names.
    case config
    /// `~/.aws/credentials`, or what `AWS_SHARED_CREDENTIALS_FILE` names.
    case credentials
}
