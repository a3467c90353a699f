import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Screen commands")
struct ScreenCommandsTests {
    @Test("/clear empties the room on the screen")
    func clear() {
        var model = Model.with(rooms: ["lobby", "dev"])
        receive(&model, "hi")
        model.rooms[0].scroll = .line(1, rowsBelow: 0)
        enter(&model, "/clear")
        #expect(model.transcript(0) == [])
        #expect(model.transcript(1) != [])
        #expect(model.rooms[0].scroll == .bottom)
        receive(&model, "on")
        #expect(model.transcript(0) == ["on"])
    }

    @Test("/raw shows the latest message as it was received, cleaned and cut")
    func raw() {
        var model = Model.with()
        enter(&model, "/raw")
        #expect(model.notice == "nothing was received here yet")
        press(&model, .control("c"))
        var message = RoomMessage(text: "hi")
        message.frame = Array(#"{"user": 1, "message": "hi"}"#.utf8)
        conversation(&model, .message(message))
        enter(&model, "/raw")
        #expect(model.transcript().last == #"[{"user": 1, "message": "hi"}]"#)
        conversation(&model, .notChat(Array(String(repeating: "x", count: 9_000).utf8)))
        enter(&model, "/raw")
        #expect(model.transcript().last?.hasSuffix("x… (9000 bytes)]") == true)
    }

    @Test("/help shows the help; with a word the rows about it stand in the room")
    func help() {
        var model = Model.with()
        enter(&model, "/help")
        #expect(model.overlay == .help(scroll: 0))
        enter(&model, "/help /ME")
        #expect(model.overlay == nil)
        #expect(model.transcript().last == "[/me TEXT  send * NICK TEXT]")
        enter(&model, "/help theme")
        #expect(model.transcript().last?.contains("/set theme ") == true)
        enter(&model, "/help xyzzy")
        #expect(model.notice == "the help has nothing about xyzzy")
    }

    @Test("/quit leaves")
    func quit() {
        var model = Model.with()
        #expect(enter(&model, "/quit") == [.quit])
        #expect(enter(&model, "/q") == [.quit])
    }
}
