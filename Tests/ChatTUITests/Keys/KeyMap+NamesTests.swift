import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Names of keys in sentences")
struct KeyMapNamesTests {
    init() { useUTF8Locale() }

    /// A screen of one room on which the key of an action is another one, or none.
    private func model(
        _ action: KeyAction,
        on chord: String?,
        columns: Int = 100
    ) throws -> Model {
        var model = Model.with()
        model.size = Size(columns: columns, rows: 24)
        for old in model.keyMap.chords(of: .action(action)) {
            try model.keyMap.bind(old, to: nil)
        }
        if let chord {
            try model.keyMap.bind(try #require(KeyChord(chord)), to: .action(action))
        }
        return model
    }

    @Test("the first of several keys is named, without one what else does it")
    func name() throws {
        #expect(KeyMap.standard.name(.send, or: "") == "Enter")
        let none = try model(.sendAgain, on: nil).keyMap
        #expect(none.name(.sendAgain, or: "/retry") == "/retry")
        #expect(none.hint(.sendAgain) == nil)
        #expect(KeyMap.standard.hint(.up, " older") == "↑ older")
    }

    @Test("leaving names its key, and two keys that leave do so when pressed twice")
    func leave() throws {
        var model = try model(.clearOrLeave, on: "Ctrl+X Ctrl+C")
        press(&model, .control("x"), .control("c"))
        #expect(model.notice == "Ctrl+X Ctrl+C once more leaves")
        press(&model, .control("x"), .control("g"))
        #expect(press(&model, .control("x"), .control("c")) == [])
        #expect(press(&model, .control("x"), .control("c")) == [.quit])
    }

    @Test("sending again names its key, or the command", arguments: ["F5", nil])
    func sendAgain(chord: String?) throws {
        var model = try model(.sendAgain, on: chord)
        let key = chord ?? "/retry"
        enter(&model, "hi")
        own(&model, .refused(.denied, reason: "no"), 1)
        #expect(model.notice?.string == "not taken: no (\(key) sends again, /drop gives up)")
        session(&model, .lost(.refused(status: 404, reason: ""), retryIn: nil))
        #expect(model.transcript().last?.contains("\(key) tries again.") == true)
        enter(&model, "hello")
        #expect(model.notice?.string == "not sent: there is no connection. \(key) tries again")
    }

    @Test("the help names its key, or the command", arguments: ["F12", nil])
    func help(chord: String?) throws {
        var model = try model(.help, on: chord)
        press(&model, .control("x"), .control("g"))
        let key = chord ?? "/help"
        #expect(model.notice?.string == "Ctrl+X Ctrl+G does nothing; \(key) shows the keys")
        if chord == nil {
            model.keyMap = .standard
            enter(&model, "/bind")
            #expect(model.notice?.string.hasSuffix("; F1 shows all keys") == true)
        }
    }

    @Test("the mouse and the search in what was entered name their keys")
    func others() throws {
        var mouse = try model(.toggleMouse, on: nil)
        for (action, column) in [(MouseEvent.Action.press, 30), (.release, 40)] {
            let event = MouseEvent(action: action, row: 3, column: column)
            _ = update(&mouse, .input(.mouse(event)), at: start)
        }
        #expect(mouse.notice?.string.hasSuffix("; /set mouse off turns it off here") == true)
        var history = try model(.searchHistory, on: "F6")
        press(&history, .plain(.function(6)))
        #expect(history.notice == "type a part of what you look for, then F6")
    }

    @Test("what asks and lists names the keys, and leaves out what no key does")
    func prompts() throws {
        var list = try model(.back, on: "F9")
        receive(&list, "ana: https://a.example/")
        press(&list, .alt("o"))
        #expect(view(list).lines.contains { $0.contains("Enter opens · c copies · F9 closes") })
        press(&list, .plain(.function(9)), .alt("j"))
        #expect(view(list).lines.contains { $0.contains("Enter shows · F9 closes") })
        #expect(view(list).lines.last?.contains("↑ ↓ choose  Enter  F9") == true)
        var search = try model(.up, on: nil)
        press(&search, .control("s"))
        #expect(view(search).lines.last?.contains("  ↓ newer  Esc") == true)
        #expect(view(search).lines.last?.contains("older") == false)
        var paste = try model(.send, on: "F7")
        _ = update(&paste, .input(.paste(String(repeating: "x\n", count: 9))), at: start)
        press(&paste, .plain(.function(7)))
        let question = "F7: send 9 lines as one · l: line by line · Esc: edit"
        #expect(view(paste).lines.contains { $0.hasPrefix(question) })
    }

    @Test("the help tells which key does what a command does", arguments: ["F4", nil])
    func commands(chord: String?) throws {
        let rows = helpRows(try model(.pickLink, on: chord).keyMap).map(\.sentence.string)
        let what =
            (chord.map { "as \($0): " } ?? "") + "the links of this room, to open or copy one"
        #expect(rows.contains("/links  \(what)"))
    }
}
