import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Entering")
struct ModelEnteringTests {
    private let lobby = RoomID(rawValue: 1)

    @Test("a blank line is not sent", arguments: ["", " ", "\n\n", " \n "])
    func blank(text: String) {
        var model = Model.with()
        #expect(enter(&model, text) == [])
        #expect(model.rooms[0].pending == [])
    }

    @Test("line ends at the end stay behind, as pasted lines bring them along")
    func trailing() {
        var model = Model.with()
        _ = update(&model, .input(.paste("ls -la\r\n")), at: start)
        #expect(
            press(&model, .plain(.enter)) == [.say(lobby, text: "ls -la", prefix: "", id: 1)]
        )
    }

    @Test("Ctrl+J sends as Enter does")
    func controlJ() {
        var model = Model.with()
        type(&model, "hi")
        #expect(press(&model, .control("j")) == [.say(lobby, text: "hi", prefix: "", id: 1)])
    }

    @Test("// at the start sends a line with one /")
    func escaped() {
        var model = Model.with(nick: "bob")
        #expect(
            enter(&model, "//etc/motd") == [
                .say(lobby, text: "/etc/motd", prefix: "bob: ", id: 1)
            ]
        )
        #expect(enter(&model, "///") == [.say(lobby, text: "//", prefix: "bob: ", id: 2)])
    }

    @Test(
        "an unknown command is never sent; it stays, with the nearest name",
        arguments: [
            (
                "/jion x",
                "no command /jion: did you mean /join? // at the start sends a line with /"
            ),
            ("/", "no command /; // at the start sends a line with /"),
            ("/usr/bin/env", "no command /usr/bin/env; // at the start sends a line with /"),
        ] as [(String, DisplayText)]
    )
    func unknown(line: String, notice: DisplayText) {
        var model = Model.with()
        #expect(enter(&model, line) == [])
        #expect(model.editor.text == line)
        #expect(model.notice == notice)
        #expect(model.rooms[0].pending == [])
    }

    @Test("a long unknown command is refused without being compared")
    func longUnknown() {
        var model = Model.with()
        let line = "/" + String(repeating: "\u{301}", count: 20_000)
        _ = update(&model, .input(.paste(line)), at: start)
        #expect(press(&model, .plain(.enter)) == [])
        #expect(model.notice != nil)
    }

    @Test("more than five lines are asked about; Enter again sends them as one")
    func longPaste() {
        var model = Model.with()
        let text = (1...6).map(String.init).joined(separator: "\n")
        _ = update(&model, .input(.paste(text)), at: start)
        #expect(press(&model, .plain(.enter)) == [])
        #expect(model.question == .sendLong)
        #expect(press(&model, .plain(.enter)) == [.say(lobby, text: text, prefix: "", id: 1)])
    }

    @Test("l sends the lines one by one, without blank ones, each with the nick")
    func lineByLine() {
        var model = Model.with(nick: "bob")
        _ = update(&model, .input(.paste("1\n2\n\n3\n  \n4\n5\n")), at: start)
        press(&model, .plain(.enter))
        let effects = press(&model, .character("l"))
        #expect(effects.count == 5)
        #expect(effects.last == .say(lobby, text: "5", prefix: "bob: ", id: 5))
        #expect(model.inputLine == "|")
    }

    @Test("Esc goes back to editing, and does nothing else")
    func escape() {
        var model = Model.with()
        for number in 1...60 { receive(&model, "line \(number)") }
        press(&model, .plain(.pageUp))
        _ = update(&model, .input(.paste("1\n2\n3\n4\n5\n6")), at: start)
        press(&model, .plain(.enter), .plain(.escape))
        #expect(model.question == nil)
        #expect(model.rooms[0].scroll != .bottom)
        press(&model, .plain(.escape))
        #expect(model.rooms[0].scroll == .bottom)
    }

    @Test("any other key goes back to editing")
    func edit() {
        var model = Model.with()
        _ = update(&model, .input(.paste("1\n2\n3\n4\n5\n6")), at: start)
        press(&model, .plain(.enter), .plain(.escape), .character("l"))
        #expect(model.editor.text == "1\n2\n3\n4\n5\n6l")
        #expect(press(&model, .plain(.enter)) == [])
        #expect(press(&model, .plain(.enter)).count == 1)
    }

    @Test("five lines, or 2,000 characters, are sent at once; one more is asked about")
    func limits() {
        var model = Model.with()
        _ = update(&model, .input(.paste("1\n2\n3\n4\n5\n")), at: start)
        #expect(press(&model, .plain(.enter)).count == 1)
        _ = update(&model, .input(.paste(String(repeating: "é", count: 2_000))), at: start)
        #expect(press(&model, .plain(.enter)).count == 1)
        _ = update(&model, .input(.paste(String(repeating: "é", count: 2_001))), at: start)
        #expect(press(&model, .plain(.enter)).count == 0)
    }
}
