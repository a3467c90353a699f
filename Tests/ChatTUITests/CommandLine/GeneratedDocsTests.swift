import Testing

@testable import ChatTUI

@Suite("Generated documentation")
struct GeneratedDocsTests {
    /// `Tests/ChatTUITests/CommandLine/GeneratedDocsTests.swift` is below the project's folder.
    private static let project = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

    @Test(
        "what is made from tables is up to date: make docs writes it",
        arguments: ["docs/man/chat-tui.1", "docs/topics/keys.md", "docs/topics/configuration.md"]
    )
    func upToDate(document: String) throws {
        let file = try #require(try ConfigurationFile.read("/\(Self.project)/\(document)"))
        let text = String(decoding: file.text, as: UTF8.self)
        #expect(GeneratedDocs.fill(text) == text, "\(document) is stale: make docs")
        #expect(text.contains("begin "))
    }

    @Test("only what stands between the two comments is replaced")
    func parts() {
        let text = "a\n<!-- begin roles -->\nold\n<!-- end roles -->\nb\n"
        let filled = GeneratedDocs.fill(text)
        #expect(filled.hasPrefix("a\n<!-- begin roles -->\n`text`, "))
        #expect(filled.hasSuffix(".\n<!-- end roles -->\nb\n"))
        #expect(GeneratedDocs.fill(filled) == filled)
        #expect(GeneratedDocs.fill("a\nb") == "a\nb")
    }
}
