import Testing
import Wire

@testable import ChatTUI

@Suite("Speakers")
struct SpeakerTests {
    @Test(
        "a nick, a colon and a blank at the start name the speaker",
        arguments: [
            ("bob: hi", "bob"), ("bob.b-1_x: hi", "bob.b-1_x"), ("Жора: hi", "Жора"),
            ("陳: hi", "陳"), ("bob: ", "bob"), ("ana: bob: hi", "ana"),
            ("abcdefghijklmnopqrstuvwx: 24", "abcdefghijklmnopqrstuvwx"),
        ]
    )
    func speaks(text: String, name: String) {
        #expect(speaker(of: DisplayText(cleaning: text)).map(String.init) == name)
    }

    @Test(
        "anything else has no speaker",
        arguments: [
            "", "bob", "bob:", "bob:hi", ": hi", " bob: hi", "bob b: hi", "* bob: hi", "a/b: c",
            "https://example.org: x", "abcdefghijklmnopqrstuvwxy: 25", "bob\n: hi", "😀: hi",
        ]
    )
    func silent(text: String) {
        #expect(speaker(of: DisplayText(cleaning: text)) == nil)
    }

    @Test(
        "a mention is the whole nick, in any case of its ASCII letters",
        arguments: [
            ("bob", "bob", true), ("bob", "hi BOB!", true), ("bob", "bob: hi", true),
            ("bob", "(bob)", true), ("bob", "hi bob.", true), ("bob", "“bob”", true),
            ("bob", "bobby", false), ("bob", "kebob", false), ("bob", "bob_2", false),
            ("bob", "bob-2", false), ("bob", "bobä", false), ("bob", "äbob", false),
            ("bob", "bobob bob", true), ("bob", "bo", false), ("bob", "", false),
            ("", "anything", false), ("Žofie", "hi Žofie", true), ("Žofie", "hi ŽOFIE", true),
            ("Žofie", "hi žofie", false), ("bob", "bo\u{301}b", false), ("aab", "aaab aab", true),
        ]
    )
    func mention(nick: String, text: String, isMention: Bool) {
        #expect(mentions(nick, in: DisplayText(cleaning: text)) == isMention)
    }

    @Test(
        "a nick is what others will read as a speaker",
        arguments: [("bob", true), ("b.o-b_1", true), ("", false), ("a b", false), ("a:", false)]
    )
    func nick(text: String, isGood: Bool) {
        #expect(isNick(text) == isGood)
        #expect((speaker(of: DisplayText(cleaning: "\(text): x")) != nil) == isGood)
    }
}
