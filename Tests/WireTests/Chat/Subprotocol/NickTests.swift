import Testing

@testable import Wire

@Suite("Nicks")
struct NickTests {
    @Test(
        "letters, digits, underscore, full stop and dash, at most 32 of them and 64 bytes",
        arguments: [
            "a", "Bob_2", "j.d-oe", "é", "Łukasz", "名前", "0", String(repeating: "é", count: 32),
        ]
    )
    func accepts(text: String) {
        let nick = Nick(text)
        #expect(nick?.description == text)
        #expect(nick?.display.string == text)
    }

    @Test(
        "everything else is refused",
        arguments: [
            "", " ", "a b", "a:", "@a", "a\n", "a\u{1B}", "a\u{0}", "\u{202E}a", "a\u{200B}",
            "\u{3164}", "\u{1160}", "a\u{301}", "😀", "\"", "\\", "a\u{AD}", "\u{FFFD}", "a\u{85}",
            String(repeating: "x", count: 33), String(repeating: "名", count: 22),
        ]
    )
    func refuses(text: String) {
        #expect(Nick(text) == nil)
    }

    @Test("a nick that is taken gets a number that is free, within the limits")
    func taken() throws {
        let bob = try #require(Nick("bob"))
        #expect(bob.free { _ in false } == bob)
        #expect(bob.free { $0 == bob }.description == "bob2")
        for text in ["bob", String(repeating: "x", count: 32), String(repeating: "名", count: 21)] {
            let nick = try #require(Nick(text))
            var members: Set<Nick> = []
            var questions = 0
            for _ in 0..<300 {
                let free = nick.free {
                    questions += 1
                    return members.contains($0)
                }
                #expect(Nick(free.description) == free)
                #expect(members.insert(free).inserted)
            }
            #expect(questions < 300 * 25)
        }
    }

    @Test("the case of ASCII letters does not tell two nicks apart")
    func folded() throws {
        #expect(try #require(Nick("BoB")).folded == Array("bob".utf8))
    }
}
