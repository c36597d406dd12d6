import LeappMerge
import LeappWorkspace
import Testing

/// What users change of sessions, and what no session can be.
@Suite struct SessionEditTests {
    private let role = SSORole(
        startURL: "https://d.awsapps.com/start", accountID: "111111111111", roleName: "Admin", name: "prod-admin",
        region: "eu-west-1", alias: "p", tags: [TextPair("team", "core"), TextPair("env", "dev")],
        discovered: Discovered(found: 5))
    private var id: RecordID { role.id(vaultID: vaultID) }

    private func payload() throws -> Payload {
        try Payload(writer: replica(1)).taking(
            drafts { writer in
                writer.add(Portal(startURL: role.startURL, name: nil, region: "eu-west-1"))
                writer.add(role)
                writer.add(Profile(name: "work", session: writer.add(user("ann", key: "AKIA1", alias: "a"))))
            }
        ).0
    }

    private func edited(_ change: SessionEdit) throws -> SSORole? {
        let payload = try payload()
        let (edit, changed) = try Workspace(payload).editing([id], change)
        #expect(changed == [id])
        let after = try #require(try payload.applying(edit, at: Stamp(time: payload.versions.newest + 1, replica: replica(1))))
        return Workspace(after).record(id)
    }

    private func fault(_ change: SessionEdit) throws -> SessionEditFault? {
        let workspace = Workspace(try payload())
        return #expect(throws: SessionEditFault.self) { try workspace.editing([id], change) }
    }

    @Test func whatIsNotMentionedStays() throws {
        var expected = role
        expected.region = "eu-central-1"
        #expect(try edited(SessionEdit(region: .set("eu-central-1"))) == expected)
    }

    @Test func everyChoiceCanBeMadeAtOnceAndTakenBack() throws {
        let made = try edited(SessionEdit(name: "prod", alias: .set("x"), region: .removed, tags: [TextPair("a", "")]))
        #expect(made?.name == "prod" && made?.alias == "x" && made?.region == nil)
        #expect(made?.tags == [TextPair("team", "core"), TextPair("env", "dev"), TextPair("a", "")])
        #expect(made?.discovered == Discovered(found: 5))
        let bare = try edited(SessionEdit(alias: .removed, removedTags: ["team", "env", "none"]))
        #expect(bare?.alias == nil && bare?.tags == [])
    }

    @Test func aTagThatIsSetAgainKeepsItsPlace() throws {
        let tags = try edited(SessionEdit(tags: [TextPair("team", "new"), TextPair("z", "1")], removedTags: ["env"]))?.tags
        #expect(tags == [TextPair("team", "new"), TextPair("z", "1")])
    }

    @Test func whatHoldsAlreadyChangesNothing() throws {
        let same = SessionEdit(
            name: "prod-admin", alias: .set("p"), region: .set("eu-west-1"), tags: [TextPair("env", "dev")], removedTags: ["x"])
        let (edit, changed) = try Workspace(try payload()).editing([id, id], same)
        #expect(changed.isEmpty && edit.isEmpty)
    }

    @Test(arguments: ["ann", "a", "work"]) func aNameOfAnotherSessionIsRefused(name: String) throws {
        #expect(try fault(SessionEdit(name: name)) == .nameTaken(name, by: "ann"))
        #expect(try fault(SessionEdit(alias: .set(name))) == .nameTaken(name, by: "ann"))
    }

    @Test func theIDOfAnotherSessionIsNoName() throws {
        let other = try #require(Workspace(try payload()).index.sessions.first { $0.name == "ann" })
        #expect(try fault(SessionEdit(name: other.id.hex)) == .nameTaken(other.id.hex, by: "ann"))
    }

    @Test(arguments: ["東京-prod", "👩\u{200d}💻", "می\u{200c}خواهم", "a b", "x/y", "\u{e9}"]) func namesOfAllLanguagesAreNames(
        name: String
    ) throws {
        #expect(try edited(SessionEdit(name: name))?.name == name)
    }

    @Test func aSessionsOwnAliasMayBecomeItsName() throws { #expect(try edited(SessionEdit(name: "p"))?.name == "p") }

    @Test(arguments: ["", "-x", " x", "x ", "a\u{1b}[2J", "a\u{202e}b", "a\nb", String(repeating: "n", count: 257)])
    func whatCannotBeTypedIsNoName(name: String) throws {
        #expect(try fault(SessionEdit(name: name)) == .badName(name))
        #expect(try fault(SessionEdit(alias: .set(name))) == .badName(name))
    }

    @Test(arguments: ["", "eu", "EU-WEST-1", "eu-west", "eu-west-123", "eu west-1", "eu-west-1\n", "../../-x-1"])
    func whatIsWrittenUnlikeARegionIsNone(region: String) throws {
        #expect(try fault(SessionEdit(region: .set(region))) == .badRegion(region))
    }

    @Test(arguments: [
        TextPair("", "x"), TextPair("a=b", "x"), TextPair("k", "x\u{7}"), TextPair(" k", "x"), TextPair("k", "x "),
        TextPair(String(repeating: "k", count: 129), ""), TextPair("k", String(repeating: "v", count: 257)),
    ]) func whatAWSWouldNotTakeIsNoTag(tag: TextPair) throws {
        #expect(try fault(SessionEdit(tags: [tag])) == .badTag(tag))
    }

    @Test func aSessionHasFiftyTagsAtMost() throws {
        let tags = (1...48).map { TextPair("k\($0)", "") }
        #expect(try edited(SessionEdit(tags: tags))?.tags.count == 50)
        #expect(try fault(SessionEdit(tags: tags + [TextPair("one more", "")])) == .tooManyTags(session: "prod-admin", 51))
    }

    @Test func severalSessionsAreTaggedInOneEditButNotNamedAlike() throws {
        let payload = try payload()
        let workspace = Workspace(payload)
        let ids = workspace.index.sessions.map(\.id)
        let (edit, changed) = try workspace.editing(ids, SessionEdit(tags: [TextPair("env", "prod")]))
        #expect(Set(changed) == Set(ids))
        let after = try #require(try payload.applying(edit, at: Stamp(time: payload.versions.newest + 1, replica: replica(1))))
        #expect(Workspace(after).index.sessions(matching: SessionFilter(tags: ["env=prod"])).count == 2)
        #expect(throws: SessionEditFault.oneNameForMany(2)) { try workspace.editing(ids, SessionEdit(name: "one")) }
    }

    @Test func aRecordThatIsNoSessionOrIsGoneIsMissing() throws {
        let workspace = Workspace(try payload())
        let portal = Portal(startURL: role.startURL, name: nil, region: "eu-west-1").id(vaultID: vaultID)
        #expect(throws: SessionEditFault.missing(id: portal.hex)) {
            try workspace.editing([id, portal], SessionEdit(region: .removed))
        }
        let gone = Workspace(try payload().editing { $0.delete(id) })
        #expect(throws: SessionEditFault.missing(id: id.hex)) { try gone.editing([id], SessionEdit(region: .removed)) }
    }
}
