import Testing
import WSClient

@testable import ChatTUI

@Suite("Completion")
struct CompletionTests {
    private let back = Key(code: .tab, modifiers: .shift)

    @Test("Tab completes a command at the start of the line")
    func commands() {
        var model = Model.with()
        type(&model, "/he")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/help |")
    }

    @Test("Tab again goes on, Shift+Tab back, and around to what was typed")
    func cycle() {
        var model = Model.with()
        type(&model, "/r")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/retry |")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/raw |")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/reconnect |")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/r|")
        press(&model, back, back)
        #expect(model.inputLine == "/raw |")
        press(&model, back)
        #expect(model.inputLine == "/retry |")
    }

    @Test("another key ends the row of candidates")
    func ends() {
        var model = Model.with()
        type(&model, "/r")
        press(&model, .plain(.tab))
        type(&model, "x")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/retry x|")
    }

    @Test("who spoke last comes first, with a colon at the start of the line only")
    func speakers() {
        var model = Model.with(nick: "bob")
        for text in ["Anna: a", "ana: b", "eva: c", "ana: d", "no speaker"] {
            receive(&model, text)
        }
        type(&model, "a")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "ana: |")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "Anna: |")
        type(&model, "ask E")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "Anna: ask eva |")
    }

    @Test("own messages offer nobody")
    func own() {
        var model = Model.with(nick: "bob")
        enter(&model, "hi")
        echo(&model, "bob: hi", 1)
        type(&model, "b")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "b|")
    }

    @Test("rooms are completed where a command takes them")
    func rooms() {
        var model = Model.with(rooms: ["lobby", "dev", "devops"])
        type(&model, "/leave de")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/leave dev |")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/leave devops |")
    }

    @Test("nothing typed, nothing known: nothing changes", arguments: ["", "zz", "/zz", "a "])
    func nothing(text: String) {
        var model = Model.with()
        type(&model, text)
        press(&model, .plain(.tab), back)
        #expect(model.inputLine == text + "|")
        #expect(press(&model, .plain(.tab)) == [])
    }

    @Test("a command offers what its next word may be, even before it is begun")
    func argument() {
        var model = Model.with(rooms: ["lobby", "dev"])
        type(&model, "/leave ")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/leave lobby |")
        type(&model, "d")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/leave lobby d|")
        press(&model, .control("u"))
        type(&model, "/join lobby d")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/join lobby dev |")
    }

    @Test(
        "names between colons become emoji",
        arguments: [
            (":thu", "👍"), (":thumbsdown:", "👎"), ("good :TADA", "good 🎉"), (":+1", "👍"),
            (":cat", "🐱"), (":nosuchname", ":nosuchname"), (":", ":"), ("10:smile", "10:smile"),
        ]
    )
    func emoji(typed: String, completed: String) {
        var model = Model.with()
        type(&model, typed)
        press(&model, .plain(.tab))
        #expect(model.editor.text == completed)
    }

    @Test("the word before the cursor is completed, what stands behind it stays")
    func middle() {
        var model = Model.with()
        receive(&model, "ana: hi")
        type(&model, "hey an!")
        press(&model, .plain(.left), .plain(.tab))
        #expect(model.inputLine == "hey ana |!")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "hey an|!")
    }
}
