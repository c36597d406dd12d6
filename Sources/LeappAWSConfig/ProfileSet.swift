/// Both files together, merged by the SDKs' rules: duplicate sections are one, the last of a key counts, the credentials file
/// beats the config file key by key, and `[profile default]` hides `[default]`.
public struct ProfileSet: Sendable {
    let content: Content

    final class Content: Sendable {
        let config: AWSDocument.Content
        let credentials: AWSDocument.Content
        let rows: [Row]
        let entries: [EntryRow]
        let index: [AWSSectionRole: Int]

        init(_ config: AWSDocument, _ credentials: AWSDocument, ignoringManaged: Bool) {
            self.config = config.content
            self.credentials = credentials.content
            let block = ignoringManaged ? ProfileBlock.intact(in: config) : nil
            var merger = ProfileMerger()
            merger.add(config.content, .config) { ignoringManaged && ($0.isManaged || block?.contains($0) == true) }
            merger.add(credentials.content, .credentials) { ignoringManaged && $0.isManaged }
            index = merger.index
            (rows, entries) = merger.merged { file, property in
                let document = file == .config ? config.content : credentials.content
                return document.keys[document.properties[property].key]
            }
        }

        func document(_ file: AWSFile) -> AWSDocument.Content {
            switch file {
            case .config: config
            case .credentials: credentials
            }
        }

        func key(_ entry: EntryRow) -> String {
            let document = document(entry.file)
            return document.keys[document.properties[entry.property].key]
        }
    }

    struct Row: Sendable {
        let role: AWSSectionRole
        let name: String
        let entries: Range<Int>
    }

    struct EntryRow: Sendable {
        let file: AWSFile
        let property: Int
    }

    /// Merges the two; `ignoringManaged` leaves out the sections that leapp wrote, for started sessions and as
    /// a ``ProfileBlock``.
    public init(config: AWSDocument, credentials: AWSDocument, ignoringManaged: Bool = false) {
        precondition(config.file == .config && credentials.file == .credentials)
        content = Content(config, credentials, ignoringManaged: ignoringManaged)
    }

    /// All profiles in the order in which they first appear, config before credentials.
    public var profiles: [AWSProfile] {
        content.rows.indices.compactMap {
            if case .profile = content.rows[$0].role { AWSProfile(source: content, row: $0) } else { nil }
        }
    }

    /// All `[sso-session …]` sections.
    public var ssoSessions: [AWSProfile] {
        content.rows.indices.compactMap {
            if case .ssoSession = content.rows[$0].role { AWSProfile(source: content, row: $0) } else { nil }
        }
    }

    /// All `[services …]` sections.
    public var services: [AWSProfile] {
        content.rows.indices.compactMap {
            if case .services = content.rows[$0].role { AWSProfile(source: content, row: $0) } else { nil }
        }
    }

    /// The profile or other section of a role.
    public subscript(role: AWSSectionRole) -> AWSProfile? { content.index[role].map { AWSProfile(source: content, row: $0) } }

    /// The profile of that name.
    public func profile(_ name: String) -> AWSProfile? { self[.profile(name)] }

    /// The warnings of both files, config first.
    public var warnings: [AWSWarning] { content.config.warnings + content.credentials.warnings }
}
