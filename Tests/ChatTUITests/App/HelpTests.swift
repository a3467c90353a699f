import Testing
import Wire

@testable import ChatTUI

@Suite("Help")
struct HelpTests {
    @Test("every key and every command is in the help")
    func complete() {
        let text = helpRows().map(\.sentence.string).joined(separator: "\n")
        for row in KeyActionRow.all {
            if case .showRoom = row.action { continue }
            let keys = row.keys.map(\.description).joined(separator: ", ")
            #expect(text.contains("\(keys)  \(row.summary)"))
        }
        for command in SlashCommand.all { #expect(text.contains(command.usage)) }
    }

    @Test("a row mentions a word in any case, headings mention nothing")
    func mentions() {
        #expect(HelpRow.entry("Ctrl+K", "kill to the end").mentions("KILL"))
        #expect(HelpRow.entry("Ctrl+K", "kill to the end").mentions("ctrl+k"))
        #expect(!HelpRow.entry("Ctrl+K", "kill").mentions("killer whale in the deep sea"))
        #expect(!HelpRow.heading("Kill").mentions("kill"))
    }

    @Test("keys are shown as they are bound now")
    func bound() throws {
        var keys = KeyMap.standard
        try keys.bind(KeyChord(.alt("q")), to: .command("/join dev"))
        try keys.bind(KeyChord(.control("n")), to: nil)
        try keys.bind(KeyChord(.alt("1")), to: nil)
        let rows = helpRows(keys)
        #expect(rows.contains(.entry("Alt+Q", "/join dev")))
        #expect(rows.contains(.entry("–", "the next room")))
        #expect(rows.contains(.entry("–", "show room 1")))
        #expect(rows.contains(.entry("Alt+1 … Alt+9, Alt+0", "show room 1 to 10")) == false)
    }
}
