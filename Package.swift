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
        library("LeappJSON", ["LeappBytes", "LeappCrypto"]),

        // 2: formats and models; no I/O, no clock
        library("LeappVault", ["LeappBytes", "LeappCrypto", "LeappCBOR"]),
        library("LeappMerge", ["LeappBytes", "LeappCrypto", "LeappCBOR"]),
        library("LeappWorkspace", ["LeappBytes", "LeappCrypto", "LeappCBOR", "LeappMerge"]),
        library("LeappSigV4", ["LeappBytes", "LeappCrypto"]),
        library("LeappAWSConfig", ["LeappBytes", "LeappCrypto", "LeappINI"]),
        library("LeappAgentProtocol", ["LeappBytes", "LeappCBOR"]),
        library("LeappLoopback", ["LeappBytes", "LeappCrypto"]),

        // 3: the machine and the network
        library("LeappFiles", ["CLeappShims", "LeappBytes", "LeappCrypto"]),
        library("LeappState", ["CSQLite", "LeappBytes", "LeappCrypto", "LeappFiles"]),
        library("LeappFilesTesting", ["CSQLite", "LeappBytes", "LeappCrypto", "LeappFiles"]),
        library("LeappAgentClient", ["CLeappShims", "LeappBytes", "LeappAgentProtocol"]),
        library("LeappAWS", ["LeappBytes", "LeappCrypto", "LeappJSON", "LeappSigV4"]),
        library("LeappHTTP", ["LeappBytes", "LeappCrypto", "LeappAWS", httpClient, nioCore, nioHTTP1, nioPosix, nioSSL]),

        // 4: AWS in a process of its own; what people have today
        library(
            "LeappWorker",
            ["CLeappShims", "LeappBytes", "LeappCrypto", "LeappCBOR", "LeappJSON", "LeappAWS", "LeappHTTP"]),
        library(
            "LeappImport",
            [
                "LeappBytes", "LeappCrypto", "LeappCBOR", "LeappJSON", "LeappMerge", "LeappWorkspace", "LeappINI",
                "LeappAWSConfig",
            ]),

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
                "LeappAWSConfig", "LeappAgentProtocol", "LeappLoopback", "LeappFiles", "LeappState", "LeappAgentClient",
                "LeappAWS",
                "LeappWorker", "LeappImport", "LeappEngine", "LeappAgent",
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
        tests("LeappJSON", ["LeappBytes", "LeappCrypto"]),
        tests("LeappVault", ["LeappBytes", "LeappCrypto", "LeappCBOR", "LeappMerge"]),
        tests("LeappMerge", ["LeappBytes", "LeappCrypto", "LeappCBOR"]),
        tests("LeappWorkspace", ["LeappBytes", "LeappCrypto", "LeappCBOR", "LeappMerge"]),
        tests("LeappSigV4", ["LeappBytes", "LeappCrypto"]),
        tests("LeappAWSConfig", ["LeappBytes", "LeappCrypto", "LeappINI"]),
        tests("LeappAgentProtocol", ["LeappBytes", "LeappCBOR"]),
        tests("LeappLoopback", ["LeappBytes", "LeappCrypto"]),
        tests("LeappFiles", ["LeappFilesTesting", "LeappBytes", "LeappCrypto"]),
        tests("LeappState", ["LeappFilesTesting", "LeappFiles", "LeappBytes", "LeappCrypto", "CSQLite"]),
        tests("LeappAgentClient", ["CLeappShims", "LeappAgentProtocol", "LeappBytes"]),
        .target(name: "EmulatorSupport", path: "Tests/EmulatorSupport", swiftSettings: strict),
        tests("LeappAWS", ["EmulatorSupport", "LeappBytes", "LeappCrypto", "LeappJSON", "LeappSigV4"]),
        tests("LeappHTTP", ["EmulatorSupport", "LeappAWS", "LeappBytes", "LeappCrypto", nioCore, nioPosix]),
        tests("LeappWorker", ["CLeappShims", "LeappAWS", "LeappBytes", "LeappCrypto", "LeappCBOR", "LeappJSON"]),
        tests("LeappImport", ["LeappBytes", "LeappCrypto", "LeappMerge", "LeappWorkspace", "LeappAWSConfig"]),
        tests(
            "LeappEngine",
            [
                "EmulatorSupport", "LeappFilesTesting", "LeappBytes", "LeappCrypto", "LeappCBOR", "LeappJSON", "LeappVault",
                "LeappMerge", "LeappWorkspace", "LeappAWSConfig", "LeappAgentProtocol", "LeappFiles", "LeappState", "LeappAWS",
                "LeappHTTP", "LeappWorker", "leapp-core",
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
        .executableTarget(
            name: "VaultVerdict", dependencies: ["LeappBytes", "LeappCrypto", "LeappCBOR", "LeappVault", "LeappMerge"],
            path: "Tests/VaultVerdict",
            swiftSettings: strict),
        tests(
            "LeappCommands",
            [
                argumentParser, "LeappBytes", "LeappCrypto", "LeappVault", "LeappMerge", "LeappWorkspace", "LeappAWSConfig",
                "LeappAgentProtocol", "LeappAgentClient", "LeappLoopback", "LeappFiles", "LeappFilesTesting", "LeappImport",
                "LeappEngine", "LeappAWS",
            ]),
    ]
)

// With LEAPP_FUZZ=1, which script/fuzz sets, the package is what the fuzz targets stand on, and nothing from the network.
if Context.environment["LEAPP_FUZZ"] == "1" {
    func fuzz(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        .executableTarget(
            name: "Fuzz" + name, dependencies: ["FuzzSupport", "LeappBytes"] + dependencies, path: "Fuzz/" + name,
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
    }
    let fuzzed = [
        .target(name: "FuzzSupport", path: "Fuzz/Support", swiftSettings: strict),
        // A link to the one file of LeappAgent that takes a stranger's bytes and needs no event loop.
        .target(
            name: "RequestAssembler", dependencies: ["LeappBytes", "LeappCrypto", "LeappAgentProtocol"],
            path: "Fuzz/RequestAssembler", swiftSettings: strict),
        fuzz("CBOR", ["LeappCBOR"]),
        fuzz("Vault", ["LeappCrypto", "LeappCBOR", "LeappVault"]),
        fuzz("Payload", ["LeappCrypto", "LeappCBOR", "LeappMerge"]),
        fuzz("AWSConfig", ["LeappCrypto", "LeappINI", "LeappAWSConfig"]),
        fuzz("Agent", ["LeappCrypto", "LeappCBOR", "LeappAgentProtocol", "RequestAssembler"]),
        fuzz("JSON", ["LeappCrypto", "LeappJSON", "LeappAWS"]),
        fuzz("STS", ["LeappCrypto", "LeappAWS"]),
        fuzz("Callback", ["LeappCrypto", "LeappLoopback"]),
    ]
    let present = Dictionary(uniqueKeysWithValues: (package.targets + fuzzed).map { ($0.name, $0) })
    var needed = fuzzed
    var looked = 0
    while looked < needed.count {
        for case .byNameItem(let name, _) in needed[looked].dependencies {
            if let next = present[name], !needed.contains(where: { $0.name == name }) { needed.append(next) }
        }
        looked += 1
    }
    package.dependencies = []
    package.products = []
    package.targets = needed
}

// With LEAPP_BENCH=1, which script/bench sets, the package is the benchmark of the vault and what it stands on.
if Context.environment["LEAPP_BENCH"] == "1" {
    let apart: Set = [
        "LeappHTTP", "LeappWorker", "LeappImport", "LeappAgent", "LeappCommands", "leapp", "leapp-core", "AgentDouble",
        "VaultVerdict", "EmulatorSupport",
    ]
    package.dependencies = []
    package.products = []
    package.targets = package.targets.filter { $0.type != .test && !apart.contains($0.name) }
    package.targets.append(
        .executableTarget(
            name: "VaultBench",
            dependencies: [
                "LeappBytes", "LeappCrypto", "LeappVault", "LeappMerge", "LeappWorkspace", "LeappFiles", "LeappEngine",
            ],
            path: "Benchmarks/VaultBench",
            swiftSettings: strict))
}
