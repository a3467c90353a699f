import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Rooms")
struct ModelRoomsTests {
    private let lobby = RoomID(rawValue: 1)
    private let dev = RoomID(rawValue: 2)

    @Test("/join enters a room and shows it; joined again it is only shown")
    func join() {
        var model = Model.with()
        #expect(enter(&model, "/join dev") == [.join(dev, serverURL.room("dev"))])
        #expect(model.currentRoom?.name == "dev")
        #expect(enter(&model, "/join lobby") == [])
        #expect(model.currentRoom?.name == "lobby")
        #expect(model.rooms.map(\.name) == ["lobby", "dev"])
    }

    @Test("/join takes several rooms and shows the first")
    func joinSeveral() {
        var model = Model.with()
        let ops = RoomID(rawValue: 3)
        #expect(
            enter(&model, "/join  dev   ops ") == [
                .join(dev, serverURL.room("dev")), .join(ops, serverURL.room("ops")),
            ]
        )
        #expect(model.currentRoom?.name == "dev")
    }

    @Test("/join takes the URL of a room elsewhere, which is called by its host too")
    func joinURL() {
        var model = Model.with()
        let url = WebSocketURL(
            isSecure: true,
            host: "chat.example.org",
            port: 443,
            resource: "/ws/chat/lobby/"
        )
        #expect(enter(&model, "/join wss://chat.example.org/ws/chat/lobby/") == [.join(dev, url)])
        #expect(model.currentRoom?.name == "chat.example.org/lobby")
        enter(&model, "/join ws://127.0.0.1:8000/ws/chat/lobby/")
        #expect(model.currentRoom?.name == "lobby")
        #expect(model.rooms.count == 2)
    }

    @Test("/join of a room whose session ended tries again")
    func joinEnded() {
        var model = Model.with()
        session(&model, .lost(.refused(status: 403, reason: "Forbidden"), retryIn: nil))
        #expect(enter(&model, "/join lobby") == [.join(lobby, serverURL.room("lobby"))])
        #expect(model.rooms[0].connection == .connecting)
    }

    @Test(
        "odd names are fine, impossible ones are refused and joined by nobody",
        arguments: [
            ("a.b", true), ("ä", true), ("#x", true), ("a/b", false), ("a\u{7F}b", false),
            ("a\u{85}b", false), (String(repeating: "x", count: 200), true),
            (String(repeating: "x", count: 201), false),
        ]
    )
    func names(name: String, isFit: Bool) {
        #expect(((try? Model.with().address(of: name)) != nil) == isFit)
    }

    @Test("one impossible name and none is joined; the line stays")
    func oneBadName() {
        var model = Model.with()
        #expect(enter(&model, "/join dev a/b") == [])
        #expect(model.rooms.count == 1)
        #expect(model.inputLine == "/join dev a/b|")
        #expect(model.notice == "that is no room: no server is called a in the configuration")
    }

    @Test("more than fifty rooms are refused")
    func tooMany() {
        var model = Model.with(rooms: (1...50).map { "room\($0)" })
        #expect(model.rooms.count == 50)
        #expect(enter(&model, "/join another") == [])
        #expect(model.notice == "at most 50 rooms at a time; /leave some first")
        press(&model, .control("c"))
        #expect(enter(&model, "/join room7") == [])
        #expect(model.current == 6)
    }

    @Test("leaving shows the room that was shown before")
    func leave() {
        var model = Model.with(rooms: ["lobby", "dev", "ops"])
        press(&model, .alt("3"), .alt("2"))
        #expect(enter(&model, "/leave") == [.leave(dev)])
        #expect(model.currentRoom?.name == "ops")
        #expect(enter(&model, "/leave") == [.leave(RoomID(rawValue: 3))])
        #expect(model.currentRoom?.name == "lobby")
    }

    @Test("leaving another room keeps the shown one")
    func leaveOther() {
        var model = Model.with(rooms: ["lobby", "dev"])
        press(&model, .alt("2"))
        #expect(enter(&model, "/leave lobby") == [.leave(lobby)])
        #expect(model.currentRoom?.name == "dev")
        #expect(enter(&model, "/leave lobby") == [])
        #expect(model.notice == "not in room lobby")
    }

    @Test("without rooms the program goes on and says how to leave it")
    func leaveLast() {
        var model = Model.with()
        #expect(enter(&model, "/leave") == [.leave(lobby)])
        #expect(model.currentRoom == nil)
        #expect(model.notice?.string.contains("/quit") == true)
        #expect(enter(&model, "hello") == [])
        #expect(model.inputLine == "hello|")
        #expect(model.notice == "no room: /join ROOM first")
        for row in KeyActionRow.all where row.group != .program {
            press(&model, row.keys)
            press(&model, .plain(.escape))
        }
        press(&model, .control("a"), .control("k"))
        #expect(enter(&model, "/leave") == [])
        press(&model, .control("a"), .control("k"))
        #expect(enter(&model, "/join dev") == [.join(dev, serverURL.room("dev"))])
        #expect(model.currentRoom?.name == "dev")
    }

    @Test("leaving with unconfirmed lines asks once")
    func leavePending() {
        var model = Model.with()
        enter(&model, "hi")
        #expect(enter(&model, "/leave") == [])
        #expect(
            model.notice
                == "1 line of yours is not confirmed: once more leaves them for the next time"
        )
        #expect(model.inputLine == "/leave|")
        #expect(press(&model, .plain(.enter)) == [.leave(lobby)])
    }

    @Test("each room keeps its draft and its scroll position")
    func drafts() {
        var model = Model.with(rooms: ["lobby", "dev"])
        type(&model, "half a thou")
        model.rooms[0].scroll = .line(1, rowsBelow: 0)
        press(&model, .alt("2"))
        #expect(model.inputLine == "|")
        type(&model, "x")
        press(&model, .alt("1"))
        #expect(model.inputLine == "half a thou|")
        #expect(model.rooms[0].scroll == .line(1, rowsBelow: 0))
        press(&model, .alt("2"))
        #expect(model.inputLine == "x|")
    }

    @Test("keys go to the next, the previous, the last and a numbered room")
    func keys() {
        var model = Model.with(rooms: ["a", "b", "c"])
        press(&model, .control("n"))
        #expect(model.current == 1)
        press(&model, .control("p"), .control("p"))
        #expect(model.current == 2)
        press(&model, .control("n"))
        #expect(model.current == 0)
        press(&model, .alt("`"))
        #expect(model.current == 2)
        press(&model, .alt("`"))
        #expect(model.current == 0)
        press(&model, .alt("4"))
        #expect(model.current == 0)
        #expect(model.notice == "there is no room 4")
    }

    @Test(
        "what arrives elsewhere is unread until one looks, below a rule that stays until one looks away"
    )
    func unread() {
        var model = Model.with(rooms: ["lobby", "dev"])
        receive(&model, "one", in: 2)
        receive(&model, "two", in: 2)
        #expect(model.rooms[1].unread == 2)
        #expect(model.rooms[1].readUpTo == 1)
        press(&model, .alt("2"))
        #expect(model.rooms[1].unread == 0)
        receive(&model, "three", in: 2)
        #expect(model.rooms[1].unread == 0)
        #expect(model.rooms[1].readUpTo == 1)
        press(&model, .alt("1"))
        #expect(model.rooms[1].readUpTo == nil)
        receive(&model, "four", in: 2)
        #expect(model.rooms[1].readUpTo == 4)
        #expect(model.rooms[1].unread == 1)
    }

    @Test("the shown room is not looked at while the window has no focus")
    func focus() {
        var model = Model.with()
        receive(&model, "one")
        #expect(model.rooms[0].readUpTo == nil)
        _ = update(&model, .input(.focus(false)), at: start)
        receive(&model, "two")
        receive(&model, "three")
        #expect(model.rooms[0].unread == 2)
        #expect(model.rooms[0].readUpTo == 2)
        _ = update(&model, .input(.focus(true)), at: start)
        #expect(model.rooms[0].unread == 0)
        #expect(model.rooms[0].readUpTo == 2)
        _ = update(&model, .input(.focus(true)), at: start)
        _ = update(&model, .input(.focus(false)), at: start)
        #expect(model.rooms[0].readUpTo == nil)
    }

    @Test("own echoes, notices and gaps are not unread")
    func notUnread() {
        var model = Model.with(rooms: ["lobby", "dev"])
        enter(&model, "hi")
        press(&model, .alt("2"))
        echo(&model, "hi", 1)
        session(&model, .binary(count: 3), in: 1)
        #expect(model.rooms[0].unread == 0)
        #expect(model.rooms[0].readUpTo == nil)
    }

    @Test("Alt+A goes to mentions first, then to unread messages")
    func active() {
        var model = Model.with(rooms: ["a", "b", "c", "d"], nick: "bob")
        receive(&model, "x", in: 2)
        receive(&model, "bob?", in: 4)
        receive(&model, "x", in: 3)
        press(&model, .alt("a"))
        #expect(model.current == 3)
        press(&model, .alt("a"))
        #expect(model.current == 1)
        press(&model, .alt("a"))
        #expect(model.current == 2)
        press(&model, .alt("a"))
        #expect(model.current == 2)
        #expect(model.notice == "nothing new in any room")
    }

    @Test("our own nick at the start of a message is a speaker, not a mention")
    func ownVoice() {
        var model = Model.with(rooms: ["lobby", "dev"], nick: "bob")
        #expect(receive(&model, "bob: bob here", in: 2) == [])
        #expect(model.rooms[1].mentions == 0)
        #expect(model.rooms[1].unread == 1)
    }

    @Test("a mention rings where nobody looks, at most once a second")
    func bell() {
        var model = Model.with(rooms: ["lobby", "dev"], nick: "bob")
        #expect(receive(&model, "bob: hi") == [])
        #expect(receive(&model, "no mention", in: 2) == [])
        #expect(receive(&model, "hey Bob!", in: 2) == [.bell])
        #expect(receive(&model, "bob", in: 2, at: start.after(999)) == [])
        #expect(receive(&model, "bob", in: 2, at: start.after(1_000)) == [.bell])
        #expect(model.rooms[1].mentions == 3)
        _ = update(&model, .input(.focus(false)), at: start)
        let told = Notification(title: "lobby", body: "bob")
        #expect(receive(&model, "bob", at: start.after(5_000)) == [.bell, .notify(told)])
        #expect(model.transcript().last == "! bob")
    }

    @Test("without a nick nobody is mentioned")
    func noNick() {
        var model = Model.with(rooms: ["lobby", "dev"])
        #expect(receive(&model, "bob: hi", in: 2) == [])
        #expect(model.rooms[1].mentions == 0)
    }
}
