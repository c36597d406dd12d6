import LeappFiles
import LeappFilesTesting
import LeappImport
import Testing

@testable import LeappCommands

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The folder of other tools' sign-ins: what is read of it, and how files go from it.
@Suite struct TokenFolderTests {
    static let folder = "/h/.aws/sso/cache"
    static let names = ["a.json", "b.json"]
    let disk = SimulatedDisk(folders: ["/", "/h", "/h/.aws", "/h/.aws/sso", folder])

    init() { for name in Self.names { put(name) } }

    private func put(_ name: String, _ text: String = "{}") { disk.put(Array(text.utf8), at: FilePath.join(Self.folder, name)) }

    private var left: [String] {
        get throws { try disk.names(in: Self.folder).sorted() }
    }

    @Test func aMissingFolderIsEmpty() {
        for path in ["/h/nowhere/cache", nil] {
            let folder = TokenFolder(path, disk: disk)
            #expect(folder.files.isEmpty && folder.unread.isEmpty && folder.path == nil)
        }
    }

    @Test func onlyJSONIsReadInTheOrderOfNames() {
        put("0.txt")
        put("tmpx.tmp")
        put("0.json")
        #expect(TokenFolder(Self.folder, disk: disk).files.map(\.name) == ["0.json", "a.json", "b.json"])
    }

    @Test func whatIsTooLargeIsNamedAndTheOthersAreRead() {
        put("0.json", String(repeating: " ", count: TokenFile.sizeLimit + 1))
        put("1.json", String(repeating: " ", count: TokenFile.sizeLimit - 2) + "{}")
        let folder = TokenFolder(Self.folder, disk: disk)
        #expect(folder.files.map(\.name) == ["1.json", "a.json", "b.json"])
        #expect(folder.unread == [.init(path: Self.folder + "/0.json", reason: "it is larger than 262144 bytes")])
    }

    @Test func aFolderThatCannotBeReadIsNamed() {
        let refusing = FaultyFileSystem(disk, looking: [.list]) { _, _ in .refusal(code: EACCES) }
        let folder = TokenFolder(Self.folder, disk: refusing)
        #expect(folder.files.isEmpty)
        #expect(folder.unread.map(\.path) == [Self.folder])
    }

    @Test func filesGoAndTheirFolderIsMadeDurable() throws {
        let folder = TokenFolder(Self.folder, disk: disk)
        try folder.remove(["b.json"])
        #expect(try left == ["a.json"])
        try folder.remove(["a.json", "b.json"])
        #expect(try left == [])
    }

    @Test func aFileThatWasWrittenMeanwhileStays() throws {
        let folder = TokenFolder(Self.folder, disk: disk)
        put("b.json", #"{"newer": 1}"#)
        let cutOff = #expect(throws: CutOff.self) { try folder.remove(Self.names) }
        #expect(cutOff?.fault == .changedMeanwhile(path: Self.folder + "/b.json"))
        #expect(cutOff?.done == [Self.folder + "/a.json"])
        #expect(cutOff?.left == [Self.folder + "/b.json"])
        #expect(try left == ["b.json"])
    }

    @Test func aFaultTellsWhichFilesAreGone() throws {
        let steps = PowerFailures(disk.settled(), database: "/none", watching: []).run { disk in
            try TokenFolder(Self.folder, disk: disk).remove(Self.names)
        }.steps
        #expect(steps == [.remove, .remove, .synchronizeDirectory])
        for step in steps.indices {
            let disk = disk.settled()
            let faulty = FaultyFileSystem(disk) { count, _ in count == step ? .refusal(code: EIO) : nil }
            let cutOff = #expect(throws: CutOff.self) { try TokenFolder(Self.folder, disk: faulty).remove(Self.names) }
            let there = try disk.names(in: Self.folder).sorted().map { FilePath.join(Self.folder, $0) }
            #expect(cutOff?.left == there)
        }
    }
}
