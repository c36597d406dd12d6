import LeappAWSConfig
import LeappState

extension LedgerEntry {
    /// The role of the entry's section.
    var role: AWSSectionRole { .profile(profile) }

    /// Which of the two files the entry's section is in.
    var kind: AWSFile {
        switch method {
        case .file: .credentials
        case .process: .config
        }
    }

    /// Which of the two files `path` is, seen from this entry: its own or the other.
    func kind(of path: String) -> AWSFile {
        path == key.file ? kind : kind.other
    }

    /// The entry's section in `document`, also after another program changed how it looks; nil where it says something else.
    func section(in document: AWSDocument) -> Int? {
        document.sections(of: role).first { section in
            let meaning = document.meaning(ofSection: section)
            return meaning == content || meaning == previous
        }
    }

    func with(_ phase: Phase) -> LedgerEntry {
        var entry = self
        entry.phase = phase
        return entry
    }
}

extension AWSFile {
    /// The other of the two.
    var other: AWSFile {
        switch self {
        case .config: .credentials
        case .credentials: .config
        }
    }

    /// How the header of a profile's section reads in this file.
    func title(ofProfile profile: String) -> String {
        switch self {
        case .config: profile == "default" ? profile : "profile \(profile)"
        case .credentials: profile
        }
    }
}
