import LeappAWSConfig
import LeappBytes

extension SectionError {
    /// What happened to which file and what to do next, in one line.
    public var words: String {
        switch self {
        case .file(let error): error.words
        case .state(let error): error.words
        case .adoptNeeded(let file, let line, let section, let keys):
            "\(file):\(line): [\(section)] is yours\(keys.isEmpty ? "" : " and has \(keys.joined(separator: ", "))"); "
                + "--adopt sets it aside until the session stops, --profile NAME writes another"
        case .inBlock(let file, let line, let section):
            "\(file):\(line): [\(section)] is one of the profiles of `leapp profile write`, for another session or with keys of yours; "
                + "--profile NAME writes another"
        case .unwritable(let error): error.words
        case .stillSealed(let profile, let file):
            "\(file): the lines of [\(profile)] that were set aside were sealed with another vault; unlock that one to get them back"
        case .neverStill(let file): "\(file): other programs keep changing it; nothing was written, try again"
        }
    }
}

extension AWSConfigError {
    fileprivate var words: String {
        switch self {
        case .unwritableName(let name):
            "'\(name.cut(to: 100))': not a profile's name that all tools read alike; choose another with --profile"
        case .unwritableKey(let key): "the key \(key) cannot be written so that all tools read it alike"
        case .unwritableValue(let key): "the value of \(key) cannot be written so that all tools read it alike"
        case .noSuchSection, .noSuchLine, .overlappingChanges: "the file's sections are not as they were expected; try again"
        }
    }
}

extension LeftReason {
    /// Why the section was left.
    public var words: String {
        switch self {
        case .changed(let line): "changed since leapp wrote it (line \(line)); it was left as it is"
        case .failed(let error): error.words
        }
    }
}
