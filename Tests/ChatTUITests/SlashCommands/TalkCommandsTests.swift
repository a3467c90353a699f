import NIOCore
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Talk commands")
struct TalkCommandsTests {
    private let lobby = RoomID(rawValue: 1)

    @Test("/nick sets the nick for what is sent from then on, in all rooms")
    func nick() {
        var model = Model.with(rooms: ["lobby", "dev"])
        enter(&model, "/nick bob")
        #expect(model.notice == "you are bob now")
        #expect(enter(&model, "hi") == [.say(lobby, text: "hi", prefix: "bob: ", id: 1)])
        enter(&model, "/nick")
        #expect(model.notice == "you are bob")
        press(&model, .alt("2"))
        #expect(
            enter(&model, "hi") == [
                .say(RoomID(rawValue: 2), text: "hi", prefix: "bob: ", id: 2)
            ]
        )
    }

    @Test(
        "a nick that nobody would read as a speaker is refused",
        arguments: ["a b", "a:", "*", "abcdefghijklmnopqrstuvwxy"]
    )
    func badNick(nick: String) {
        var model = Model.with(nick: "bob")
        enter(&model, "/nick \(nick)")
        #expect(model.nick == "bob")
        #expect(model.notice == "a nick has 1 to 24 letters, digits, _ . or -")
        #expect(model.editor.text == "/nick \(nick)")
    }

    @Test("/me sends what one does, and needs a nick and a text")
    func me() {
        var model = Model.with(nick: "bob")
        #expect(
            enter(&model, "/me waves") == [.say(lobby, text: "* bob waves", prefix: "", id: 1)]
        )
        #expect(enter(&model, "/me") == [])
        #expect(model.notice == "what do you do? /me TEXT")
        model = Model.with()
        #expect(enter(&model, "/me waves") == [])
        #expect(model.notice == "who are you? /nick NAME first")
        #expect(model.inputLine == "/me waves|")
    }

    @Test("/retry does what Alt+R does")
    func retry() {
        var model = Model.with()
        session(&model, .lost(.ended, retryIn: .seconds(9)))
        #expect(enter(&model, "/retry") == [.retryNow(lobby)])
    }
}
