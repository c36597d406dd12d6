import LeappAgentProtocol
import LeappState
import LeappWorkspace

extension Engine {
    /// Replaces what is about to expire in started sections, removes what has expired, and writes again what another program dropped.
    func keepFresh(_ vault: OpenedVault) async {
        let now = effects.bootTime()
        do {
            try await replaceKeys(of: vault, at: now)
            guard vault === opened else { return }
            try vault.tidy(time: effects.now() / 1000)
            trouble = nil
        } catch {
            // Nobody waits for an answer here; `status` tells what is wrong until it is not any more.
            trouble = AgentFailure(EngineError(error)).message
        }
    }

    private func replaceKeys(of vault: OpenedVault, at now: Int64) async throws(EngineError) {
        for due in try vault.dueRefreshes(at: now) {
            do throws(EngineError) {
                let credentials = try await vault.credentials(for: due.session, code: nil, minimumLife: RefreshTime.margin)
                guard vault === opened else { return }
                try vault.refresh(due.entry, with: credentials, at: now, time: effects.now() / 1000)
            } catch {
                // A refusal or a missing code leaves the old keys in place until they end; the next try waits longer.
                vault.postpone(due.entry, at: now)
            }
        }
    }
}
