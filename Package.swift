// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

// The relocations packed, and without names that nobody looks up: 3 MB of memory less.
let releaseLinking: [LinkerSetting] = [
    .unsafeFlags(
        ["-use-ld=lld"]
            + ["-z", "pack-relative-relocs", "--no-export-dynamic"].flatMap { ["-Xlinker", $0] },
        .when(configuration: .release)
    )
]

let nio = "swift-nio"

let package = Package(
    name: "chat-tui",
    products: [.executable(name: "chat-tui", targets: ["ChatTUI"])],
    dependencies: [
        // 2.100.0 is the first release that bounds the number and size of HTTP header fields.
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
    ],
    targets: [
        .systemLibrary(name: "CNcurses"),
        .systemLibrary(name: "CZlib"),
        .systemLibrary(name: "CSQLite"),
        .target(name: "Wire", dependencies: ["CZlib"], swiftSettings: settings),
        .target(
            name: "WSClient",
            dependencies: [
                "Wire",
                .product(name: "NIOCore", package: nio),
                .product(name: "NIOPosix", package: nio),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings
        ),
        .target(name: "Store", dependencies: ["CSQLite"], swiftSettings: settings),
        .target(
            name: "EmbeddedServer",
            dependencies: [
                "Store", "Wire",
                .product(name: "NIOCore", package: nio),
                .product(name: "NIOPosix", package: nio),
                .product(name: "NIOHTTP1", package: nio),
                .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.embedInCode("Resources")],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ChatTUI",
            dependencies: [
                "CNcurses", "EmbeddedServer", "Store", "Wire", "WSClient",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: nio),
                .product(name: "NIOPosix", package: nio),
            ],
            swiftSettings: settings,
            linkerSettings: releaseLinking
        ),
        .target(
            name: "TestSupport",
            dependencies: ["Wire"],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        .target(
            name: "Echo",
            dependencies: ["Wire"],
            path: "Tests/Conformance/Echo",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "wsecho",
            dependencies: ["Echo", "Wire"],
            path: "Tests/Conformance/wsecho",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "wsechoclient",
            dependencies: ["Echo", "Wire"],
            path: "Tests/Conformance/wsechoclient",
            swiftSettings: settings
        ),
        .testTarget(
            name: "WireTests",
            dependencies: ["TestSupport", "Wire"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "WSClientTests",
            dependencies: [
                "TestSupport", "WSClient", "Wire",
                .product(name: "NIOCore", package: nio),
                .product(name: "NIOPosix", package: nio),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Store", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EmbeddedServerTests",
            dependencies: [
                "CSQLite", "EmbeddedServer", "Store", "TestSupport", "Wire",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: nio),
                .product(name: "NIOEmbedded", package: nio),
                .product(name: "NIOPosix", package: nio),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ChatTUITests",
            dependencies: ["ChatTUI", "Store", "TestSupport"],
            exclude: ["Screens"],
            swiftSettings: settings
        ),
    ]
)
