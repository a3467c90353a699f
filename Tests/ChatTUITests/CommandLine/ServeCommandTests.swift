import ArgumentParser
import EmbeddedServer
import Testing

@testable import ChatTUI

@Suite("Serve command")
struct ServeCommandTests {
    private func command(_ arguments: [String]) throws -> ServeCommand {
        try #require(try ServeCommand.parseAsRoot(arguments) as? ServeCommand)
    }

    @Test("without options it serves this machine only")
    func defaults() throws {
        let configuration = try command([]).configuration()
        #expect(configuration.host == "127.0.0.1")
        #expect(configuration.port == 8000)
        #expect(configuration.hostNames == [])
        #expect(configuration.maximumMessage == 65_536)
        #expect(!configuration.acceptsCompression)
    }

    @Test("options stand above the defaults")
    func options() throws {
        let configuration = try command([
            "--listen", "[::]:0", "--host-name", "chat.example", "--host-name", "other",
            "--max-message", "1000", "--compress",
        ]).configuration()
        #expect(configuration.host == "::")
        #expect(configuration.port == 0)
        #expect(configuration.hostNames == ["chat.example", "other"])
        #expect(configuration.maximumMessage == 1_000)
        #expect(configuration.acceptsCompression)
    }

    @Test(
        "mistakes are refused",
        arguments: [
            ["--listen", "8000"], ["--host-name", ""], ["--host-name", "a b"],
            ["--host-name", "http://x"], ["--max-message", "0"], ["--max-message", "99999999999"],
            ["-q", "-v"], ["lobby"],
        ]
    )
    func mistakes(arguments: [String]) {
        #expect(throws: (any Error).self) { try ServeCommand.parseAsRoot(arguments) }
    }
}
