/// A place where the SDKs and botocore (boto3, the AWS CLI) do not read the same.
public struct AWSWarning: Sendable, Hashable {
    /// The file's path, as it was given.
    public let file: String
    /// The line, counted from 1.
    public let line: Int
    /// What is there.
    public let problem: AWSProblem

    /// What is there and who reads it how, in one sentence; never a value, never a key that may be one.
    public var message: String { problem.message }

    /// A warning about a line.
    public init(file: String, line: Int, problem: AWSProblem) {
        self.file = file
        self.line = line
        self.problem = problem
    }
}

/// What SDKs and botocore read differently.
public enum AWSProblem: Sendable, Hashable {
    /// The file starts with a byte order mark.
    case byteOrderMark
    /// Bytes that are not UTF-8.
    case notUTF8
    /// A carriage return inside a line.
    case strayCarriageReturn
    /// A header that does not end with its bracket.
    case unendedHeader
    /// A `]` in the comment after a header.
    case bracketInHeaderComment
    /// Blanks beside the brackets.
    case blanksInHeader
    /// A name with characters that the SDKs do not allow.
    case unallowedName
    /// A section that only the config file may have.
    case prefixInCredentials
    /// A word before the name that only begins like one that is known.
    case unknownPrefix
    /// `[DEFAULT]`, which Python's parser puts under every other section.
    case everySectionsDefaults
    /// The section of that title was there before.
    case duplicateSection(firstLine: Int)
    /// `[default]` after `[profile default]`.
    case twoDefaults
    /// Another spelling of a section that was there before.
    case respelledSection(firstLine: Int)
    /// A key before the first section.
    case outsideSection
    /// An indented line with no key above it.
    case continuationOfNothing
    /// A line without `=`.
    case missingEquals
    /// A line with nothing before `=`.
    case missingKey
    /// A colon before the `=`, or in its place.
    case colon
    /// A key with characters that the SDKs do not allow.
    case unallowedKey
    /// The key was there before in the same section.
    case duplicateKey
    /// ` #` or ` ;` in a value.
    case commentInValue
    /// A comment that is indented.
    case indentedComment
    /// A blank line between a value and its continuation.
    case blankLineInValue
    /// An indented line without `=` under a key without value.
    case subkeyMissingEquals
    /// An indented line with nothing before `=` under a key without value.
    case subkeyMissingKey
    /// A space character other than blank and tab at the end of a name or value.
    case wideSpace

    /// The sentence for it.
    public var message: String {
        switch self {
        case .byteOrderMark: "the file starts with a byte order mark: boto3 and the AWS CLI refuse the whole file"
        case .notUTF8: "bytes that are not UTF-8: boto3 and the AWS CLI refuse the whole file"
        case .strayCarriageReturn: "a carriage return inside the line: boto3 and the AWS CLI read two lines, the SDKs one"
        case .unendedHeader: "a section's header must end with ']': the section is ignored"
        case .bracketInHeaderComment: "a ']' in the comment after a header: boto3 and the AWS CLI read it as part of the name"
        case .blanksInHeader: "blanks beside the brackets: the SDKs read this section, boto3 and the AWS CLI do not"
        case .unallowedName: "a name with characters that the SDKs do not allow: they ignore the section"
        case .prefixInCredentials:
            "a name with a blank in the credentials file: the SDKs ignore the section, boto3 reads a profile of that whole name"
        case .unknownPrefix: "an unknown word before the name: the SDKs ignore the section, boto3 and the AWS CLI read it"
        case .everySectionsDefaults:
            "[DEFAULT] in capitals: boto3 and the AWS CLI put its keys under every section, the SDKs do not"
        case .duplicateSection(let line):
            "the same section as in line \(line): the SDKs merge the two, boto3 and the AWS CLI refuse the whole file"
        case .twoDefaults: "[default] after [profile default]: the SDKs ignore this one, boto3 and the AWS CLI the other"
        case .respelledSection(let line):
            "the same section as in line \(line), spelled otherwise: the SDKs merge the two, boto3 and the AWS CLI take the last"
        case .outsideSection: "a line before the first section is ignored: boto3 and the AWS CLI refuse the whole file"
        case .continuationOfNothing:
            "an indented line with no key above it is ignored: the SDKs refuse it, boto3 and the AWS CLI read it"
        case .missingEquals: "a line without '=' is ignored: the SDKs, boto3 and the AWS CLI refuse the whole file"
        case .missingKey: "a line with no key before '=' is ignored: the SDKs, boto3 and the AWS CLI refuse the whole file"
        case .colon: "a ':' before the '=' or in its place: boto3 and the AWS CLI end the key there, the SDKs do not"
        case .unallowedKey: "a key with characters that the SDKs do not allow: they ignore it, boto3 and the AWS CLI read it"
        case .duplicateKey:
            "a key that this section has already: the SDKs take the last one, boto3 and the AWS CLI refuse the whole file"
        case .commentInValue: "a comment after the value: the SDKs cut it off, boto3 and the AWS CLI keep it in the value"
        case .indentedComment: "an indented comment: boto3 and the AWS CLI skip it, some SDKs read it as part of the value above"
        case .blankLineInValue: "a blank line inside a value: boto3 and the AWS CLI keep it, the SDKs do not"
        case .subkeyMissingEquals: "a sub-key without '=' is ignored: the SDKs, boto3 and the AWS CLI refuse the whole file"
        case .subkeyMissingKey: "a sub-key with no name before '=' is ignored: the SDKs refuse the whole file"
        case .wideSpace:
            "an unusual space character at the edge of a name or value: boto3 and the AWS CLI strip it, the SDKs do not"
        }
    }
}
