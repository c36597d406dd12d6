import LeappMerge
import LeappWorkspace
import Testing

/// What a name means, and when it means nothing for certain.
@Suite struct NamingTests {
    private func workspace(_ build: (inout DraftWriter) -> Void) throws -> Workspace {
        Workspace(try Payload(writer: replica(1)).taking(drafts(build)).0)
    }

    @Test func aSessionIsFoundByNameAliasProfileIDAndAccountRole() throws {
        let role = SSORole(
            startURL: "https://d.awsapps.com/start", accountID: "001234567890", roleName: "Admin", name: "prod", alias: "p")
        let workspace = try workspace { writer in
            writer.add(Portal(startURL: role.startURL, name: nil, region: "eu-west-1"))
            writer.add(Profile(name: "work", session: writer.add(role)))
            writer.add(user("ann", key: "AKIA1"))
        }
        let id = role.id(vaultID: vaultID)
        for name in ["prod", "p", "work", "001234567890/Admin", id.hex, id.hex.uppercased()] {
            #expect(try workspace.index.session(named: name).id == id)
        }
        let session = try #require(workspace.index.session(id))
        #expect(session.profiles == ["work"])
        #expect(session.accountID == "001234567890")
        #expect(!session.isOrphaned)
    }

    @Test func doubledNamesAreShownApartAndThePlainOneIsAmbiguous() throws {
        let workspace = try workspace { writer in
            for key in ["AKIA1", "AKIA2", "AKIA3"] { writer.add(user("dev", key: key)) }
        }
        let sessions = workspace.index.sessions
        #expect(sessions.map(\.name) == ["dev", "dev~2", "dev~3"])
        #expect(sessions.map(\.id) == sessions.map(\.id).sorted())
        #expect(throws: NameError.ambiguous(name: "dev", candidates: sessions)) { try workspace.index.session(named: "dev") }
        #expect(try workspace.index.session(named: "dev~2").id == sessions[1].id)
        #expect(try workspace.index.session(named: sessions[0].id.hex).name == "dev")
        #expect(workspace.findings(vaultID: vaultID) == [.doubledName("dev", sessions.map(\.id))])
    }

    @Test func aProfileThatNamesAnotherSessionMakesTheNameAmbiguous() throws {
        let workspace = try workspace { writer in
            writer.add(user("dev", key: "AKIA1"))
            writer.add(Profile(name: "dev", session: writer.add(user("other", key: "AKIA2"))))
        }
        #expect(throws: NameError.self) { try workspace.index.session(named: "dev") }
    }

    @Test func anAliasWinsOverNames() throws {
        let workspace = try workspace { writer in
            writer.add(user("dev", key: "AKIA1"))
            writer.add(user("other", key: "AKIA2", alias: "dev"))
        }
        #expect(try workspace.index.session(named: "dev").name == "other")
    }

    @Test func anUnknownNameBringsTheClosestOnes() throws {
        let workspace = try workspace { writer in
            for (index, name) in ["prod-admin", "prod-read", "staging"].enumerated() {
                writer.add(user(name, key: "AKIA\(index)"))
            }
        }
        #expect(throws: NameError.notFound(name: "prod-admni", closest: ["prod-admin"])) {
            try workspace.index.session(named: "prod-admni")
        }
        #expect(throws: NameError.notFound(name: "Staging", closest: ["staging"])) {
            try workspace.index.session(named: "Staging")
        }
        #expect(throws: NameError.notFound(name: "Admin", closest: ["prod-admin"])) {
            try workspace.index.session(named: "Admin")
        }
        #expect(throws: NameError.notFound(name: "zzzz", closest: [])) { try workspace.index.session(named: "zzzz") }
    }

    @Test func whatHangsOnSomethingMissingIsOrphaned() throws {
        let ann = user("ann", key: "AKIA1").id(vaultID: vaultID)
        func role(_ name: String, parent: RecordID) -> AssumedRole {
            AssumedRole(roleARN: "arn:aws:iam::1:role/\(name)", parent: parent, name: name)
        }
        let one = role("one", parent: ann)
        let two = role("two", parent: one.id(vaultID: vaultID))
        var payload = try Payload(writer: replica(1)).taking(
            drafts { writer in
                writer.add(two)
                writer.add(one)
                writer.add(user("ann", key: "AKIA1"))
                writer.add(SSORole(startURL: "https://gone/start", accountID: "1", roleName: "R", name: "sso"))
            }
        ).0
        func orphans() -> [String] { Workspace(payload).index.sessions.filter(\.isOrphaned).map(\.name) }
        #expect(orphans() == ["sso"])
        payload = try payload.editing { $0.delete(ann) }
        #expect(orphans() == ["one", "sso", "two"])
    }

    @Test func rolesThatGoRoundInACircleAreOrphaned() throws {
        // An identity names its parent, so a circle takes a forged id; it must not be followed for ever.
        let drafts = drafts { writer in
            writer.add(
                AssumedRole(
                    roleARN: "arn:aws:iam::1:role/a", parent: RecordID(bytes: [UInt8](repeating: 2, count: 16))!, name: "a"))
            writer.add(
                AssumedRole(
                    roleARN: "arn:aws:iam::1:role/b", parent: RecordID(bytes: [UInt8](repeating: 1, count: 16))!, name: "b"))
        }
        let forged = zip(drafts, [1, 2] as [UInt8]).map { draft, number in
            RecordDraft(id: RecordID(bytes: [UInt8](repeating: number, count: 16))!, kind: draft.kind, fields: draft.fields)
        }
        let workspace = Workspace(try Payload(writer: replica(1)).taking(forged).0)
        #expect(workspace.index.sessions.allSatisfy { $0.isOrphaned })
        #expect(workspace.findings(vaultID: vaultID).filter { if case .foreignIdentity = $0 { true } else { false } }.count == 2)
    }
}
