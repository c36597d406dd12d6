import LeappAWS
import LeappAgentProtocol
import LeappEngine
import LeappFiles
import LeappVault
import LeappWorker

extension EngineAccess {
    /// Opens the vault in this process, with the passphrase that the sources give.
    func openHere() async throws(CommandError) -> OpenedEngine {
        let site = VaultSite(places: places)
        let vault = try unlocking.opening(site.image(), at: site.path) { unlocker throws(CommandError) in
            try site.open(with: unlocker, decisions)
        }
        let vaultID = vault.vaultID.bytes
        let engine = Engine(effects: site.effects, network: .worker)
        do throws(EngineError) {
            try await engine.open(vault, environment: Surroundings.current.awsEnvironment)
        } catch {
            throw .engine(AgentFailure(error))
        }
        let client = EngineClient(connection: LocalConnection(engine), vault: places.vault)
        return OpenedEngine(client: client, vaultID: vaultID)
    }
}

extension Network {
    /// Calls to AWS go through a worker process of this program.
    static var worker: Network {
        let worker = AWSWorker(executable: "/proc/self/exe")
        return Network(caller: worker, stop: { await worker.stop() })
    }
}

extension Surroundings {
    /// What of the environment decides where AWS is and how it is reached.
    var awsEnvironment: AWSEnvironment {
        var variables: [String: String] = [:]
        for name in AWSEnvironment.names { variables[name] = environment(name) }
        return AWSEnvironment(variables)
    }
}

extension AWSEnvironment {
    /// Whether the user asks portals, or all of AWS, at addresses of his own, as for tests.
    var movesPortals: Bool {
        ["AWS_ENDPOINT_URL", AWSService.sso.endpointVariable, AWSService.ssoOIDC.endpointVariable].contains {
            variables[$0] != nil
        }
    }
}
