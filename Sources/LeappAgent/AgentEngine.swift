public import LeappEngine

/// What the agent serves: answers to requests, and an end to everything secret.
public protocol AgentEngine: FrameHandling {
    /// Whether a data key is held.
    var isUnlocked: Bool { get async }

    /// Forgets the key and takes started sections out of `~/.aws`; returns their profiles.
    func lock() async -> [String]

    /// What time brings: the end of the key's life, fresh credentials for started sections. Called every few seconds.
    func tick() async
}
