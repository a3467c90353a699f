import Testing

@testable import ChatTUI

@Suite("Key names")
struct KeyNameTests {
    @Test(
        "keys are named as people write them",
        arguments: [
            (Key.control("a"), "Ctrl+A"), (.alt("`"), "Alt+`"), (.control("_"), "Ctrl+_"),
            (Key(code: .enter, modifiers: .alt), "Alt+Enter"), (.plain(.function(1)), "F1"),
            (Key(code: .left, modifiers: [.control, .alt, .shift]), "Ctrl+Alt+Shift+Left"),
            (.alt("Q"), "Alt+Shift+Q"), (.alt("+"), "Alt++"), (.alt("é"), "Alt+é"),
            (.alt("É"), "Alt+É"), (.alt("ß"), "Alt+ß"),
            (.plain(.pageUp), "PgUp"), (.plain(.escape), "Esc"), (.character(" "), "Space"),
        ]
    )
    func name(key: Key, name: String) {
        #expect(key.description == name)
        #expect(Key(key.description) == key)
    }

    @Test(
        "names are read in any case, and keys that terminals cannot tell apart are one",
        arguments: [
            ("ctrl+a", Key.control("a")), ("ALT+q", .alt("q")), ("alt+shift+q", .alt("Q")),
            ("pgdn", .plain(.pageDown)), ("f12", .plain(.function(12))), ("Ctrl+I", .plain(.tab)),
            ("ctrl+m", .plain(.enter)), ("Ctrl+[", .plain(.escape)), ("f", .character("f")),
            ("+", .character("+")), ("Ctrl++", .control("+")),
        ]
    )
    func read(name: String, key: Key) {
        #expect(Key(name) == key)
    }

    @Test(
        "what is no key is not read",
        arguments: [
            "", "Ctrl+", "Ctrl", "Hyper+A", "Ctrl+Ctrl+A", "F0", "F21", "ab", "A+B", "\u{1B}",
        ]
    )
    func unread(name: String) {
        #expect(Key(name) == nil)
    }

    @Test("every key of the table is read as it is written")
    func table() {
        for chord in KeyActionRow.all.flatMap(\.keys) {
            #expect(KeyChord(chord.description) == chord)
        }
        #expect(KeyChord("Ctrl+X Ctrl+E") == KeyChord(.control("x"), .control("e")))
        #expect(KeyChord("Ctrl+X Ctrl+E Ctrl+Z") == nil)
        #expect(KeyChord("Ctrl+X nonsense") == nil)
        #expect(KeyChord("") == nil)
    }
}
