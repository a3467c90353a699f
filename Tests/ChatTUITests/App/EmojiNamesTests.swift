import Testing
import Wire

@testable import ChatTUI

@Suite("Emoji names")
struct EmojiNamesTests {
    init() { useUTF8Locale() }

    @Test("each is one emoji under a name of its own that can be typed")
    func table() {
        let names = EmojiNames.all.map(\.name)
        #expect(names.count > 200)
        #expect(Set(names).count == names.count)
        for entry in EmojiNames.all {
            let isTypable = entry.name.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != 0x3A }
            #expect(isTypable)
            #expect(entry.emoji.count == 1)
            #expect(!CellText.cells(DisplayText(cleaning: entry.emoji)).isEmpty)
        }
    }

    @Test("a whole name comes before longer ones")
    func whole() {
        #expect(EmojiNames.starting(with: "heart").first == "❤️")
        #expect(EmojiNames.starting(with: "head").first == "🎧")
    }
}
