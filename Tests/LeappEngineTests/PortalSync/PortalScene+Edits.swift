import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappFiles
import LeappMerge
import LeappVault
import LeappWorkspace
import Testing

@testable import LeappEngine
@testable import LeappWorkspace

/// What another process does to the vault while a portal is listed.
extension PortalScene {
    func rename(_ name: String, to new: String) {
        edit { workspace in
            var edit = Edit()
            var value: [UInt8] = []
            value.cbor(text: new)
            let slice = SecretSlice(copying: value.rawSpan)
            for id in ids(of: name, in: workspace) {
                edit.write(id, kind: RecordKind.ssoRole.rawValue, field: "name", value: slice)
            }
            return edit
        }
    }

    func delete(_ name: String) {
        edit { workspace in
            var edit = Edit()
            for id in ids(of: name, in: workspace) { edit.delete(id) }
            return edit
        }
    }

    func importRole(account: String, _ role: String, name: String) {
        var writer = DraftWriter(vaultID: bench.vaultID.bytes)
        _ = writer.add(SSORole(startURL: PortalBench.startURL, accountID: account, roleName: role, name: name))
        let drafts = writer.finish()
        edit { $0.applying(drafts: drafts, replace: false).edit }
    }

    func deletePortal() {
        edit { workspace in
            var edit = Edit()
            for id in portals(in: workspace) { edit.delete(id) }
            return edit
        }
    }

    func set(_ settings: SyncSettings) {
        edit { workspace in
            var edit = Edit()
            var value: [UInt8] = []
            settings.encode(into: &value)
            let slice = SecretSlice(copying: value.rawSpan)
            for id in portals(in: workspace) {
                edit.write(id, kind: RecordKind.portal.rawValue, field: "sync", value: slice)
            }
            return edit
        }
    }

    private func edit(_ make: (Workspace) -> Edit) {
        do {
            let vault = try VaultStore(path: bench.vaultPath, effects: bench.effects).open(with: .key(bench.key))
            try vault.edit { make(Workspace($0)) }
        } catch {
            Issue.record("the vault was not edited: \(error)")
        }
    }

    private func ids(of name: String, in workspace: Workspace) -> [RecordID] {
        let found = workspace.index.sessions.filter { $0.name == name }.map(\.id)
        if found.isEmpty { Issue.record("there is no \(name)") }
        return found
    }

    private func portals(in workspace: Workspace) -> [RecordID] {
        PortalSite.all(in: workspace.payload).filter { $0.name == "corp" }.map(\.id)
    }
}
