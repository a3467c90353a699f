import Testing
import Wire

@testable import ChatTUI

@Suite("Help")
struct HelpTests {
    @Test("every key and every command is in the help")
    func complete() {
        let text = helpRows.map(\.sentence.string).joined(separator: "\n")
        for row in KeyMap.standard.rows { #expect(text.contains(row.shown)) }
        for command in SlashCommand.all { #expect(text.contains(command.usage)) }
    }

    @Test("a row mentions a word in any case, headings mention nothing")
    func mentions() {
        #expect(HelpRow.entry("Ctrl+K", "kill to the end").mentions("KILL"))
        #expect(HelpRow.entry("Ctrl+K", "kill to the end").mentions("ctrl+k"))
        #expect(!HelpRow.entry("Ctrl+K", "kill").mentions("killer whale in the deep sea"))
        #expect(!HelpRow.heading("Kill").mentions("kill"))
    }
}
