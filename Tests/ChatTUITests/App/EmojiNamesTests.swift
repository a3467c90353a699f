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

    @Test(
        "in a text they become their most used names, but for those without one",
        arguments: [
            ("no emoji", "no emoji"), ("ship it 🚀🎉", "ship it :rocket::tada:"),
            ("I ❤️ it", "I :heart: it"), ("👍🏽 from 👩‍👩‍👧", ":thumbsup: from :woman:"),
            ("é 🪿 ü", "é 🪿 ü"), ("© 2026 Ünïcode™", "© 2026 Ünïcode™"),
        ]
    )
    func named(text: String, expected: String) {
        #expect(EmojiNames.named(DisplayText(cleaning: text)).string == expected)
    }

    @Test("links keep theirs: they lead where they led")
    func links() {
        let text = "🔥 https://a.example/🔥 🔥 (https://b.example/x🔥y). 🔥"
        let named = EmojiNames.named(DisplayText(cleaning: text))
        let expected =
            ":fire: https://a.example/🔥 :fire: (https://b.example/x🔥y). :fire:"
        #expect(named.string == expected)
        let targets = LinkFinder.links(in: named).map(\.target)
        #expect(targets == ["https://a.example/🔥", "https://b.example/x🔥y"])
    }

    @Test("a whole name comes before longer ones")
    func whole() {
        #expect(EmojiNames.starting(with: "heart").first == "❤️")
        #expect(EmojiNames.starting(with: "head").first == "🎧")
    }
}
