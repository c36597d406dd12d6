// swift-tools-version: 6.2
// Targets are listed from the bottom level up, and depend only on what stands above them here (CONTRIBUTING.md, "Layout").
import PackageDescription

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

let package = Package(
    name: "leapp",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "leapp", targets: ["leapp"]),
        .executable(name: "leapp-core", targets: ["leapp-core"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    ],
    targets: [
        // 0: what is not Swift
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "CLeappShims"),

        // 1: bytes, primitives, syntaxes
        library("LeappBytes"),
        library("LeappCrypto", ["CSodium", "CLeappShims", "LeappBytes"]),
        library("LeappCBOR", ["LeappBytes"]),
        library("LeappINI", ["LeappBytes", "LeappCrypto"]),

        // 2: formats and models; no I/O, no clock
        library("LeappVault", ["LeappBytes", "LeappCrypto", "LeappCBOR"]),
        library("LeappMerge", ["LeappBytes", "LeappCrypto", "LeappCBOR"]),
        library("LeappWorkspace", ["LeappBytes", "LeappCrypto", "LeappCBOR", "LeappMerge"]),
        library("LeappSigV4", ["LeappBytes", "LeappCrypto"]),
        library("LeappAWSConfig", ["LeappBytes", "LeappCrypto", "LeappINI"]),
        library("LeappAgentProtocol", ["LeappBytes", "LeappCBOR"]),

        // 3: the machine and the network
        library("LeappFiles", ["CLeappShims", "LeappBytes", "LeappCrypto"]),
        library("LeappState", ["CSQLite", "LeappBytes", "LeappCrypto", "LeappFiles"]),
        library("LeappFilesTesting", ["LeappBytes", "LeappCrypto", "LeappFiles"]),
        library("LeappAgentClient", ["CLeappShims", "LeappBytes", "LeappAgentProtocol"]),
        library("LeappAWS", ["LeappBytes", "LeappCrypto", "LeappSigV4"]),
        library("LeappHTTP", ["LeappBytes", "LeappCrypto", "LeappAWS", httpClient, nioCore, nioHTTP1, nioPosix, nioSSL]),

        // 4: AWS in a process of its own; what people have today
        library("LeappWorker", ["CLeappShims", "LeappBytes", "LeappCrypto", "LeappCBOR", "LeappAWS", "LeappHTTP"]),
        library(
            "LeappImport",
            ["LeappBytes", "LeappCrypto", "LeappCBOR", "LeappMerge", "LeappWorkspace", "LeappINI", "LeappAWSConfig"]),

        // 5: an opened vault at work
        library(
            "LeappEngine",
            [
                "LeappBytes", "LeappCrypto", "LeappCBOR", "LeappVault", "LeappMerge", "LeappWorkspace", "LeappAWSConfig",
                "LeappAgentProtocol", "LeappFiles", "LeappState", "LeappAWS",
            ]),

        // 6: the agent
        library(
            "LeappAgent",
            [
                "CLeappShims", "LeappBytes", "LeappCrypto", "LeappAgentProtocol", "LeappAgentClient", "LeappEngine", "LeappFiles",
                nioCore, nioPosix,
            ]),

        // 7: the commands
        library(
            "LeappCommands",
            [
                argumentParser, "CLeappShims", "LeappBytes", "LeappCrypto", "LeappCBOR", "LeappVault", "LeappMerge",
                "LeappWorkspace",
                "LeappAWSConfig", "LeappAgentProtocol", "LeappFiles", "LeappState", "LeappAgentClient", "LeappAWS", "LeappWorker",
                "LeappImport", "LeappEngine", "LeappAgent",
            ]),

        // 8: the programs
        .executableTarget(
            name: "leapp", dependencies: ["CLeappShims", "LeappBytes", "LeappAgentProtocol", "LeappAgentClient"],
            swiftSettings: strict),
        .executableTarget(name: "leapp-core", dependencies: ["LeappCommands"], swiftSettings: strict),

        // tests, target by target
        tests("LeappBytes", []),
        tests("LeappCrypto", ["LeappBytes"]),
        tests("LeappCBOR", ["LeappBytes"]),
        tests("LeappINI", ["LeappBytes", "LeappCrypto"]),
        tests("LeappVault", ["LeappBytes", "LeappCrypto", "LeappCBOR"]),
        tests("LeappMerge", ["LeappBytes", "LeappCrypto", "LeappCBOR"]),
        tests("LeappWorkspace", ["LeappBytes", "LeappCrypto", "LeappCBOR", "LeappMerge"]),
        tests("LeappSigV4", ["LeappBytes", "LeappCrypto"]),
        tests("LeappAWSConfig", ["LeappBytes", "LeappCrypto", "LeappINI"]),
        tests("LeappAgentProtocol", ["LeappBytes", "LeappCBOR"]),
        tests("LeappFiles", ["LeappFilesTesting", "LeappBytes", "LeappCrypto"]),
        tests("LeappState", ["LeappFilesTesting", "LeappFiles", "LeappBytes", "LeappCrypto", "CSQLite"]),
        tests("LeappAgentClient", ["CLeappShims", "LeappAgentProtocol", "LeappBytes"]),
        tests("LeappAWS", ["LeappBytes", "LeappCrypto", "LeappSigV4"]),
        tests("LeappHTTP", ["LeappAWS", "LeappBytes", "LeappCrypto", nioCore, nioPosix]),
        tests("LeappWorker", ["CLeappShims", "LeappAWS", "LeappBytes", "LeappCrypto", "LeappCBOR"]),
        tests("LeappImport", ["LeappBytes", "LeappCrypto", "LeappMerge", "LeappWorkspace", "LeappAWSConfig"]),
        tests(
            "LeappEngine",
            [
                "LeappFilesTesting", "LeappBytes", "LeappCrypto", "LeappCBOR", "LeappVault", "LeappMerge", "LeappWorkspace",
                "LeappAWSConfig", "LeappAgentProtocol", "LeappFiles", "LeappState", "LeappAWS",
            ]),
        tests(
            "LeappAgent",
            [
                "AgentDouble", "leapp", "CLeappShims", "LeappBytes", "LeappCBOR", "LeappCrypto", "LeappAgentProtocol",
                "LeappAgentClient",
                "LeappEngine", "LeappFiles", nioCore, nioPosix,
            ]),
        .executableTarget(
            name: "AgentDouble", dependencies: ["LeappBytes", "LeappCrypto", "LeappAgentProtocol", "LeappAgent"],
            path: "Tests/AgentDouble",
            swiftSettings: strict),
        tests(
            "LeappCommands",
            [
                argumentParser, "LeappBytes", "LeappCrypto", "LeappVault", "LeappMerge", "LeappWorkspace", "LeappAWSConfig",
                "LeappAgentProtocol", "LeappFiles", "LeappImport", "LeappEngine",
            ]),
    ]
)
