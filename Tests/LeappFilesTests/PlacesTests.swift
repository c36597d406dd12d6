import LeappFiles
import LeappFilesTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct PlacesTests {
    let disk = POSIXFileSystem()
    let user = UInt32(geteuid())

    @Test func withoutVariablesEverythingIsUnderHome() throws {
        let places = try Places(environment: ["HOME": "/home/ada"], userID: 1)
        #expect(places.vault == "/home/ada/.local/share/leapp/vault.lpv")
        #expect(places.state == "/home/ada/.local/state/leapp")
        #expect(places.runtime == "/home/ada/.local/state/leapp/run")
        #expect(places.database == "/home/ada/.local/state/leapp/state.sqlite")
        #expect(places.awsConfig == "/home/ada/.aws/config")
        #expect(places.awsCredentials == "/home/ada/.aws/credentials")
        #expect(places.ssoCache == "/home/ada/.aws/sso/cache")
    }

    @Test func variablesMoveThePlaces() throws {
        let places = try Places(
            environment: [
                "HOME": "/h", "XDG_DATA_HOME": "/data/", "XDG_STATE_HOME": "/state", "XDG_RUNTIME_DIR": "/run/user/1",
                "AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "rel",
            ], userID: 1)
        #expect(places.vault == "/data/leapp/vault.lpv")
        #expect(places.state == "/state/leapp")
        #expect(places.socket == "/run/user/1/leapp/agent.sock")
        #expect(places.awsConfig == "/h/c")
        #expect(places.ssoCache == "/h/.aws/sso/cache", "AWS CLI knows no variable for it")
        #expect(places.awsCredentials == "rel")
    }

    @Test func emptyAndRelativeVariablesCountAsUnset() throws {
        let places = try Places(
            environment: ["HOME": "/h", "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "", "LEAPP_VAULT": ""], userID: 1)
        #expect(places.vault == "/h/.local/share/leapp/vault.lpv")
        #expect(places.state == "/h/.local/state/leapp")
        #expect(try Places(environment: ["HOME": "/h", "LEAPP_VAULT": "here.lpv"], userID: 1).vault == "here.lpv")
    }

    @Test func withoutHomeTheFallbackCounts() throws {
        #expect(throws: FileError.noHome) { try Places(environment: [:], userID: 1) }
        #expect(try Places(environment: [:], userID: 1, home: "/p").state == "/p/.local/state/leapp")
    }

    @Test func missingFoldersAreMadePrivate() throws {
        let folder = try TemporaryDirectory()
        let places = try Places(environment: ["HOME": folder("home")], userID: user)
        try places.prepareRuntime(on: disk)
        #expect(try folder.mode(of: "home/.local/state/leapp") == 0o700)
        #expect(try folder.mode(of: "home/.local/state/leapp/run") == 0o700)
    }

    @Test func foldersThatOthersControlAreRefused() throws {
        let folder = try TemporaryDirectory()
        try disk.createDirectory(folder("open"), mode: 0o770)
        try disk.createDirectory(folder("readable"), mode: 0o755)
        try disk.createDirectory(folder("own"), mode: 0o700)
        folder.link("link", to: "own")
        folder.write([], to: "file")
        func prepare(_ name: String, by user: UInt32) throws(FileError) {
            try disk.preparePrivateDirectory(folder(name), userID: user)
        }
        func fault(_ fault: DirectoryFault, _ name: String) -> FileError { .unsafeDirectory(path: folder(name), fault: fault) }
        #expect(throws: fault(.writableByOthers(mode: 0o770), "open")) { try prepare("open", by: user) }
        #expect(throws: fault(.symbolicLink, "link")) { try prepare("link", by: user) }
        #expect(throws: fault(.notADirectory, "file")) { try prepare("file", by: user) }
        #expect(throws: fault(.foreignOwner(userID: user), "own")) { try prepare("own", by: user &+ 1) }
        try prepare("readable", by: user)
        #expect(try folder.mode(of: "readable") == 0o700)
    }

    @Test(arguments: [
        ("/a/b", "/a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("/", "/", "/"), ("/a/b//", "/a", "b"), ("a//b", "a", "b"),
    ]) func pathsHaveParentsAndNames(path: String, parent: String, name: String) {
        #expect(FilePath.parent(of: path) == parent)
        #expect(FilePath.name(of: path) == name)
    }
}
