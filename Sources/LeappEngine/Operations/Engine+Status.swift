import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappVault

extension Engine {
    /// Whether a vault is open, until when, and what is started.
    func status(_ answer: Answer) async throws {
        var status = StatusReply(pid: Int64(effects.processID), release: Release.version, memoryLocked: effects.isMemoryLocked)
        if let opened, !opened.isOver(at: effects.bootTime()) {
            status.unlocked = true
            status.vault = opened.path
            status.vaultID = opened.vault.vaultID.bytes.hex
            status.unlockedAt = opened.openedAt / 1000
            if let lifetime = opened.lifetime {
                status.expiresAt = (effects.now() + lifetime.end - effects.bootTime()) / 1000
                status.idle = lifetime.idle.map { $0 / 1000 }
            }
            status.endpoints = opened.environment.shown
            let fault = await opened.portals.fault
            status.trouble = trouble ?? fault?.words
            status.started = try opened.startedSections()
        }
        try await answer.send { status.encode(into: &$0) }
    }

    /// What is started.
    func current(_ head: RequestHead, _ answer: Answer) async throws {
        let vault = try required(head.vault)
        let started = try vault.startedSections()
        try await answer.send { CurrentReply(started: started).encode(into: &$0) }
    }
}
