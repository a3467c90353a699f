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
            (.plain(.pageUp), "PgUp"), (.plain(.escape), "Esc"), (.character(" "), "Space"),
        ]
    )
    func name(key: Key, name: String) {
        #expect(key.description == name)
    }
}
