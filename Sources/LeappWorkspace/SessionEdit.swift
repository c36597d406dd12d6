/// What a user changes of sessions: what they go by, where they are used, how they are tagged.
///
/// What is not mentioned stays as it is; facts that a portal told cannot be changed.
public struct SessionEdit: Hashable, Sendable {
    /// What becomes of a value that may be missing.
    public enum Choice: Hashable, Sendable {
        /// It stays as it is.
        case kept
        /// There is none any more.
        case removed
        /// It becomes this one.
        case set(String)
    }

    /// A new name, for one session.
    public var name: String?
    /// The second name, for one session.
    public var alias: Choice
    /// The region that credentials are used in.
    public var region: Choice
    /// Tags that sessions get; a tag of the same key is replaced.
    public var tags: [TextPair]
    /// The keys of tags that go.
    public var removedTags: [String]

    /// An edit; nothing where nothing is given.
    public init(
        name: String? = nil, alias: Choice = .kept, region: Choice = .kept, tags: [TextPair] = [], removedTags: [String] = []
    ) {
        (self.name, self.alias, self.region, self.tags, self.removedTags) = (name, alias, region, tags, removedTags)
    }

    /// Whether it changes nothing.
    public var isEmpty: Bool { self == SessionEdit() }

    /// A session's tags after the edit: those that it has keep their places, new ones follow.
    func tags(after old: [TextPair]) -> [TextPair] {
        var result = old.filter { !removedTags.contains($0.key) }
        for tag in tags {
            if let place = result.firstIndex(where: { $0.key == tag.key }) { result[place] = tag } else { result.append(tag) }
        }
        return result
    }

    /// The first thing that is wrong with the edit itself, whatever it is made to.
    var fault: SessionEditFault? {
        if let name, !SessionText.isName(name) { return .badName(name) }
        if case .set(let alias) = alias, !SessionText.isName(alias) { return .badName(alias) }
        if case .set(let region) = region, !SessionText.isRegion(region) { return .badRegion(region) }
        if let tag = tags.first(where: { !SessionText.isTag($0) }) { return .badTag(tag) }
        return nil
    }
}

/// Why sessions cannot be changed in a way.
public enum SessionEditFault: Error, Hashable, Sendable {
    /// No session has this id.
    case missing(id: String)
    /// A name or an alias is for one session, and several were meant.
    case oneNameForMany(Int)
    /// Another session goes by this name.
    case nameTaken(String, by: String)
    /// A name is empty, too long, or has letters that cannot be typed.
    case badName(String)
    /// This is not written as a region is.
    case badRegion(String)
    /// A key is empty, or key or value is too long or has letters that cannot be typed.
    case badTag(TextPair)
    /// A session would have more than ``SessionText/mostTags`` tags.
    case tooManyTags(session: String, Int)
}
