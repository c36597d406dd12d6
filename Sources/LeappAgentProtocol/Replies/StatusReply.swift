public import LeappBytes

/// What the agent is doing; holds nothing secret.
public struct StatusReply: Equatable, Sendable {
    /// Whether a vault is open.
    public var unlocked: Bool
    /// The agent's process id.
    public var pid: Int64
    /// The agent's version.
    public var release: String
    /// Whether keys lie in locked memory.
    public var memoryLocked: Bool
    /// The open vault's file.
    public var vault: String?
    /// The open vault's id, in hexadecimal.
    public var vaultID: String?
    /// When the vault was opened, in seconds since 1970.
    public var unlockedAt: Int64?
    /// When the key is forgotten at the latest, in seconds since 1970.
    public var expiresAt: Int64?
    /// After how many seconds without a request the key is forgotten.
    public var idle: Int64?
    /// Where AWS is asked, where that was overridden at unlock: address by name.
    public var endpoints: [String: String]
    /// What keeps started sessions from being kept fresh, in words.
    public var trouble: String?
    /// What is started.
    public var started: [StartedSection]

    /// The state of a locked agent; the rest is set on it.
    public init(pid: Int64, release: String, memoryLocked: Bool) {
        (self.unlocked, self.pid, self.release, self.memoryLocked) = (false, pid, release, memoryLocked)
        (self.endpoints, self.started) = ([:], [])
    }

    /// Reads the frame.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        self.init(pid: 0, release: "", memoryLocked: false)
        var unlocked: Bool?
        while let name = try fields.next() {
            switch name {
            case .unlocked: unlocked = try fields.bool()
            case .pid: pid = try fields.integer()
            case .release: release = try fields.text(name)
            case .memoryLocked: memoryLocked = try fields.bool()
            case .vault: vault = try fields.path(name)
            case .vaultID: vaultID = try fields.text(name)
            case .unlockedAt: unlockedAt = try fields.integer()
            case .expiresAt: expiresAt = try fields.integer()
            case .idle: idle = try fields.integer()
            case .endpoints: endpoints = try fields.pairs(name)
            case .trouble: trouble = try fields.text(name)
            case .started: started = try StartedSection.list(fields.items())
            default: try fields.skip()
            }
        }
        self.unlocked = try unlocked.required(.unlocked)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        let optional = count(vault != nil, vaultID != nil, unlockedAt != nil, expiresAt != nil, idle != nil, trouble != nil)
        sink.reply(others: 6 + optional)
        sink.field(.pid, pid)
        sink.field(.idle, idle)
        sink.field(.more, false)
        sink.field(.vault, vault)
        sink.key(.started)
        StartedSection.encode(started, into: &sink)
        sink.field(.trouble, trouble)
        sink.field(.vaultID, vaultID)
        sink.field(.release, release)
        sink.field(.unlocked, unlocked)
        sink.field(.endpoints, pairs: endpoints)
        sink.field(.expiresAt, expiresAt)
        sink.field(.unlockedAt, unlockedAt)
        sink.field(.memoryLocked, memoryLocked)
    }
}
