import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Keys")
struct UpdateKeysTests {
    private let lobby = RoomID(rawValue: 1)

    @Test("each editing key does what the help says")
    func editing() {
        var model = Model.with()
        type(&model, "one two")
        press(&model, .control("b"), .control("a"))
        #expect(model.inputLine == "|one two")
        press(&model, .alt("f"), .control("f"))
        #expect(model.inputLine == "one |two")
        press(&model, .control("k"), .control("w"))
        #expect(model.inputLine == "|")
        press(&model, .control("y"))
        #expect(model.inputLine == "one two|")
        press(&model, .control("_"), .control("_"))
        #expect(model.inputLine == "one |")
        press(&model, .alt("_"), .control("t"), .alt("b"), .alt("d"))
        press(&model, .control("h"), .plain(.backspace), .plain(.delete), .control("d"))
        #expect(model.editor.text.utf8.count < 7)
    }

    @Test("Alt+Enter starts a new line; Up and Down move between lines, then through the history")
    func history() {
        var model = Model.with()
        enter(&model, "first")
        type(&model, "a\nb")
        press(&model, .plain(.up))
        #expect(model.inputLine == "a|\nb")
        press(&model, .plain(.up))
        #expect(model.inputLine == "first|")
        press(&model, .plain(.up))
        #expect(model.inputLine == "first|")
        press(&model, .plain(.down))
        #expect(model.inputLine == "a\nb|")
        press(&model, .plain(.down))
        #expect(model.inputLine == "a\nb|")
    }

    @Test("what is typed over recalled text survives Up, Down, undo and other rooms")
    func typedOverHistory() {
        var model = Model.with(rooms: ["lobby", "dev"])
        enter(&model, "first")
        enter(&model, "second")
        type(&model, "draft")
        press(&model, .plain(.up))
        type(&model, "!")
        press(&model, .plain(.up))
        #expect(model.inputLine == "first|")
        press(&model, .plain(.down))
        #expect(model.inputLine == "second!|")
        press(&model, .alt("2"), .alt("1"))
        #expect(model.inputLine == "second!|")
        press(&model, .plain(.down))
        #expect(model.inputLine == "draft|")
        press(&model, .plain(.up), .plain(.up), .alt("2"), .alt("1"), .plain(.up))
        #expect(model.inputLine == "first|")
        press(&model, .plain(.down), .plain(.down))
        #expect(model.inputLine == "draft|")
    }

    @Test("undo goes back over recalled lines, and Up goes on from there")
    func undoRecall() {
        var model = Model.with()
        enter(&model, "first")
        enter(&model, "second")
        type(&model, "draft")
        press(&model, .plain(.up), .plain(.up), .control("_"))
        #expect(model.inputLine == "draft|")
        press(&model, .plain(.up))
        #expect(model.inputLine == "second|")
        type(&model, "!")
        press(&model, .control("_"), .control("_"), .control("_"))
        #expect(model.inputLine == "|")
    }

    @Test("text that comes at once is typed, answers no question, and undo takes it back by words")
    func typedAtOnce() {
        var model = Model.with()
        #expect(update(&model, .input(.text("one two\u{85}\u{2028} é")), at: start) == [])
        #expect(model.inputLine == "one two é|")
        press(&model, .control("_"))
        #expect(model.inputLine == "one two|")
        press(&model, .control("_"))
        #expect(model.inputLine == "one|")
        press(&model, .control("u"))
        _ = update(&model, .input(.paste("1\n2\n3\n4\n5\n6")), at: start)
        #expect(press(&model, .plain(.enter)) == [])
        #expect(model.question == .sendLong)
        #expect(update(&model, .input(.text("ls")), at: start) == [])
        #expect(model.question == nil)
        #expect(model.editor.text == "1\n2\n3\n4\n5\n6ls")
        let long = String(repeating: "word ", count: 13_200)
        _ = update(&model, .input(.text(long)), at: start)
        #expect(model.notice == "the line is full: it holds 64 KiB")
    }

    @Test("a paste that is too long for the parser is told")
    func longPaste() {
        var model = Model.with()
        type(&model, "kept")
        #expect(update(&model, .input(.longPaste), at: start) == [])
        #expect(model.notice == "not pasted: it is longer than 1 MiB, and the line holds 64 KiB")
        #expect(model.inputLine == "kept|")
    }

    @Test("each room has its own history, commands included")
    func historyPerRoom() {
        var model = Model.with(rooms: ["lobby", "dev"])
        enter(&model, "in lobby")
        enter(&model, "/nick bob")
        press(&model, .alt("2"), .plain(.up))
        #expect(model.inputLine == "|")
        press(&model, .alt("1"), .plain(.up))
        #expect(model.inputLine == "/nick bob|")
        press(&model, .plain(.up))
        #expect(model.inputLine == "in lobby|")
    }

    @Test("Ctrl+R looks for the text of the line in what was entered, again and again")
    func searchHistory() {
        var model = Model.with()
        for text in ["git push", "make", "git pull"] { enter(&model, text) }
        press(&model, .control("r"))
        #expect(model.notice == "type a part of what you look for, then Ctrl+R")
        type(&model, "git")
        press(&model, .control("r"))
        #expect(model.inputLine == "git pull|")
        press(&model, .control("r"))
        #expect(model.inputLine == "git push|")
        press(&model, .control("r"))
        #expect(model.inputLine == "git push|")
        #expect(model.notice == "nothing older has this in it")
        press(&model, .plain(.left), .control("r"))
        #expect(model.inputLine == "git push|")
    }

    @Test("Ctrl+C clears the line, undo brings it back, and twice on an empty line leaves")
    func controlC() {
        var model = Model.with()
        type(&model, "text")
        #expect(press(&model, .control("c")) == [])
        #expect(model.inputLine == "|")
        press(&model, .control("_"))
        #expect(model.inputLine == "text|")
        #expect(press(&model, .control("c"), .control("c")) == [])
        #expect(model.notice == "Ctrl+C once more leaves")
        #expect(press(&model, .control("c")) == [.quit])
    }

    @Test("between two Ctrl+C nothing else is pressed, and the question is still to be seen")
    func controlCForgets() {
        var model = Model.with()
        #expect(press(&model, .control("c"), .plain(.left), .control("c")) == [])
        _ = update(&model, .tick, at: start.after(15_000))
        #expect(press(&model, .control("c"), at: start.after(15_001)) == [])
        #expect(press(&model, .control("c"), at: start.after(15_002)) == [.quit])
    }

    @Test("Ctrl+D leaves on an empty line, and deletes in text")
    func controlD() {
        var model = Model.with()
        type(&model, "ab")
        #expect(press(&model, .control("a"), .control("d"), .control("d")) == [])
        #expect(model.inputLine == "|")
        #expect(press(&model, .control("d")) == [.quit])
    }

    @Test("leaving with lines that are not confirmed asks once, by key and by command")
    func unconfirmed() {
        var model = Model.with()
        enter(&model, "one")
        enter(&model, "two")
        #expect(press(&model, .control("d")) == [])
        #expect(
            model.notice
                == "2 lines of yours are not confirmed: once more leaves them for the next time"
        )
        #expect(press(&model, .plain(.left), .control("d")) == [])
        #expect(press(&model, .control("d")) == [.quit])
        press(&model, .plain(.left))
        #expect(press(&model, .control("c"), .control("c")) == [])
        #expect(press(&model, .control("c")) == [.quit])
        press(&model, .plain(.left))
        #expect(enter(&model, "/quit") == [])
        echo(&model, "one", 1)
        #expect(press(&model, .plain(.enter)) == [.quit])
    }

    @Test("F1 shows and hides the help; it scrolls, and Esc closes it")
    func help() {
        var model = Model.with()
        press(&model, .plain(.function(1)))
        #expect(model.overlay == .help(scroll: 0))
        press(&model, .plain(.up))
        #expect(model.overlay == .help(scroll: 0))
        press(&model, .plain(.down), .plain(.down), .plain(.up))
        #expect(model.overlay == .help(scroll: 1))
        press(&model, Key(code: .end, modifiers: .alt))
        let end = model.overlay
        press(&model, .plain(.pageDown))
        #expect(model.overlay == end)
        #expect(end != .help(scroll: 1))
        press(&model, .plain(.escape))
        #expect(model.overlay == nil)
        press(&model, .plain(.function(1)), .plain(.function(1)))
        #expect(model.overlay == nil)
        press(&model, .plain(.function(1)))
        enter(&model, "hi")
        #expect(model.overlay == nil)
    }

    @Test("F2 and F2 again leave the room list to the width, as it was")
    func roomListTwice() {
        var model = Model.with()
        for columns in [100, 40] {
            model.size.columns = columns
            press(&model, .plain(.function(2)))
            #expect(model.showsRoomList == (columns < 60))
            press(&model, .plain(.function(2)))
            #expect(model.roomListChoice == nil)
        }
    }

    @Test("F2 turns the room list over, whatever the width chose")
    func roomList() {
        var model = Model.with()
        #expect(model.showsRoomList)
        press(&model, .plain(.function(2)))
        #expect(!model.showsRoomList)
        model.roomListChoice = nil
        _ = update(&model, .resized(Size(columns: 59, rows: 24)), at: start)
        #expect(!model.showsRoomList)
        press(&model, .plain(.function(2)))
        #expect(model.showsRoomList)
    }

    @Test("Ctrl+L and Ctrl+Z are done outside")
    func outside() {
        var model = Model.with()
        #expect(press(&model, .control("l")) == [.redraw])
        #expect(press(&model, .control("z")) == [.suspend])
    }

    @Test("keys that mean nothing type nothing")
    func unbound() {
        var model = Model.with()
        press(
            &model,
            .alt("x"),
            .control("g"),
            .plain(.function(12)),
            .plain(.insert),
            .character("\u{1B}"),
            .character("\u{85}"),
            .character("\u{2028}")
        )
        #expect(model.inputLine == "|")
        press(&model, .character("É", .shift))
        #expect(model.inputLine == "É|")
    }

    @Test("a full line says so and is not cut")
    func full() {
        var model = Model.with()
        let long = String(repeating: "x", count: LineEditor.maximumBytes)
        _ = update(&model, .input(.paste(long)), at: start)
        type(&model, "y")
        #expect(model.notice == "the line is full: it holds 64 KiB")
        #expect(model.editor.text.utf8.count == LineEditor.maximumBytes)
        _ = update(&model, .input(.paste("yy")), at: start)
        #expect(model.notice == "not pasted: 2 bytes are more than the line holds")
    }

    @Test(
        "a paste is inserted, never obeyed",
        arguments: [
            ("a\r\nb\rc\nd", "a\nb\nc\nd", nil), ("\r\n\r\n", "\n\n", nil), ("a\tb", "a\tb", nil),
            ("\u{3}\u{1B}[2J", "[2J", "2 control characters were left out"),
            ("a\u{2028}b\u{85}", "a\nb", "1 control character was left out"), ("", "", nil),
        ] as [(String, String, DisplayText?)]
    )
    func paste(text: String, line: String, notice: DisplayText?) {
        var model = Model.with()
        #expect(update(&model, .input(.paste(text)), at: start) == [])
        #expect(model.editor.text == line)
        #expect(model.notice == notice)
    }
}
