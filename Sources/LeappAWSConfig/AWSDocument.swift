import LeappBytes
public import LeappCrypto
import LeappINI

/// One of the two files as the SDKs read it, with every byte kept.
///
/// Reading never fails: what cannot be read is ignored and named in ``warnings``, as is every place where botocore reads
/// something else. The value is a single reference and an edit (``applying(_:)``) makes another.
public struct AWSDocument: Sendable {
    /// The comment line that marks a section as leapp's own.
    public static let managedMarker = "# leapp: managed"

    let content: Content
    /// The bytes, exactly as read or edited.
    public let arena: SecretArena

    final class Content: Sendable {
        let file: AWSFile
        let path: String
        let ini: INIDocument
        let sections: [AWSSection]
        let properties: [AWSProperty]
        let continuations: [Range<Int>]
        let keys: [String]
        /// Which of the keys may hold secrets.
        let secretKeys: [Bool]
        let firstOfRole: [AWSSectionRole: Int]
        let warnings: [AWSWarning]

        init(_ file: AWSFile, path: String, ini: INIDocument) {
            var reader = AWSReader(file, path: path)
            reader.read(ini)
            self.file = file
            self.path = path
            self.ini = ini
            sections = reader.sections
            properties = reader.properties
            continuations = reader.continuations
            keys = reader.keys.names
            secretKeys = keys.map { AWSValue.isSecret($0) }
            firstOfRole = reader.firstOfRole
            warnings = reader.warnings
        }
    }

    init(_ file: AWSFile, path: String, ini: INIDocument) {
        content = Content(file, path: path, ini: ini)
        arena = ini.arena
    }

    /// Reads the bytes of `arena`; `path` is what warnings call the file. A file that is not there is an arena of no bytes.
    public init(_ file: AWSFile, path: String, parsing arena: SecretArena) {
        self.init(file, path: path, ini: INIDocument(arena))
    }

    /// Reads a copy of `bytes`.
    public init(_ file: AWSFile, path: String, copying bytes: RawSpan) {
        self.init(file, path: path, parsing: SecretArena(Secret(copying: bytes)))
    }

    /// Which of the two files it is.
    public var file: AWSFile { content.file }
    /// What warnings call the file.
    public var path: String { content.path }
    /// All sections in the order of the file, the unread ones too.
    public var sections: [AWSSection] { content.sections }
    /// Where SDKs and botocore differ, in the order of the file.
    public var warnings: [AWSWarning] { content.warnings }

    /// The bytes, exactly as read or edited.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let bytes = arena.bytes
            return unsafe _overrideLifetime(bytes, borrowing: self)
        }
    }

    /// The sections of a role, which the SDKs merge; as indices into ``sections``.
    public func sections(of role: AWSSectionRole) -> [Int] {
        var found: [Int] = []
        var next = content.firstOfRole[role]
        while let section = next {
            found.append(section)
            next = content.sections[section].next
        }
        return found
    }

    /// A section from its header to its last own line, line endings as they are.
    public func bytes(ofSection section: Int) -> SecretSlice { SecretSlice(arena, range(ofSection: section)) }

    /// Whether the SDKs read a section: not one that they ignore, nor `[default]` beside `[profile default]` in the config file.
    public func isRead(_ section: Int) -> Bool {
        switch content.sections[section].role {
        case .other, .unreadable: false
        case .profile("default") where file == .config:
            content.sections[section].isPrefixedDefault
                || !sections(of: .profile("default")).contains { content.sections[$0].isPrefixedDefault }
        case .profile, .ssoSession, .services: true
        }
    }

    /// 32 bytes over a section's own lines, blind to how they end, so that a rewrite with other line endings is the same section.
    public func fingerprint(ofSection section: Int) -> [UInt8] {
        var hash = BLAKE2b(count: 32, personalisation: "leapp-v1-section")
        for line in content.ini.lines[content.sections[section].ownLines] {
            hash.update(arena.bytes.extracting(line.content))
            hash.update([0x0a])
        }
        return Array(hash.finish().bytes)
    }

    /// The keys of one section, lower-cased, in order of first appearance.
    public func keys(ofSection section: Int) -> [String] {
        var seen: Set<Int> = []
        return content.properties[content.sections[section].properties].compactMap {
            seen.insert($0.key).inserted ? content.keys[$0.key] : nil
        }
    }

    /// How many keys with a value one section has, a key that stands twice counted twice.
    public func propertyCount(ofSection section: Int) -> Int { content.sections[section].properties.count }

    /// The last value of a lower-case key in one section.
    public func value(_ key: String, inSection section: Int) -> AWSValue? {
        content.sections[section].properties.last { content.keys[content.properties[$0].key] == key }.map { content.value($0) }
    }
}

extension AWSDocument.Content {
    func value(_ property: Int) -> AWSValue {
        let property = properties[property]
        return AWSValue(
            key: keys[property.key], isSecret: secretKeys[property.key], arena: ini.arena, first: property.value,
            continuations: continuations[property.continuations])
    }
}
