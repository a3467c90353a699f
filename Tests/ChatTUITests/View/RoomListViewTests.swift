import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("RoomListView")
struct RoomListViewTests {
    init() { useUTF8Locale() }

    private func list(_ model: Model, rows: Int, columns: Int = 12) -> Screen {
        var screen = Screen(size: Size(columns: columns + 1, rows: rows))
        let area = Layout.Area(row: 0, column: 0, rows: rows, columns: columns)
        RoomListView(model, area: area).draw(on: &screen)
        return screen
    }

    @Test("shows the server, the rooms with what is unread, and connections that differ from it")
    func rooms() {
        var model = Model.with(rooms: ["lobby", "dev", "a-long-name", "ops"])
        model.rooms[1].unread = 3
        model.rooms[2].unread = 1200
        model.rooms[2].mentions = 2
        model.rooms[3].connection = .waiting(until: 0, reason: "lost")
        expectScreen(
            list(model, rows: 7),
            """
            |127.0.0.1  ●│|
            |            │|
            |▌1 lobby    │|
            | 2 dev     3│|
            | 3 a-… 999+!│|
            | 4 ops     ○│|
            |            │|
            """
        )
        model.rooms[0].connection = .ended(reason: "")
        model.rooms[1].connection = .ended(reason: "")
        model.rooms[2].connection = .connecting
        expectScreen(
            list(model, rows: 6, columns: 18),
            """
            |127.0.0.1:8000  ◌ │|
            |                  │|
            |▌1 lobby        ▲ │|
            | 2 dev        ▲ 3 │|
            | 3 a-long-… 999+! │|
            | 4 ops          ○ │|
            """
        )
    }

    private func severalServers() throws -> Model {
        var model = Model.with(rooms: ["lobby", "dev"])
        for (name, alias) in [("standup", "work"), ("lobby", nil)] {
            let host = alias == nil ? "ws://10.0.0.1:8000" : "wss://chat.example.org"
            var address = try model.address(of: "\(host)/ws/chat/\(name)/")
            if let alias { (address.name, address.serverAlias) = ("\(alias)/\(name)", alias) }
            _ = try model.join([address])
        }
        session(&model, .connected(subprotocol: nil), in: 3)
        model.rooms[3].connection = .ended(reason: "refused")
        return model
    }

    @Test("each server is a heading with its state; blank rows go when it is low")
    func servers() throws {
        let model = try severalServers()
        expectScreen(
            list(model, rows: 13, columns: 18),
            """
            |127.0.0.1:8000  ● │|
            |                  │|
            | 1 lobby          │|
            | 2 dev            │|
            |                  │|
            |work wss        ● │|
            |                  │|
            | 3 standup        │|
            |                  │|
            |10.0.0.1:8000   ▲ │|
            |                  │|
            |▌4 lobby          │|
            |                  │|
            """
        )
        #expect(
            list(model, rows: 10).lines[2...4].map { $0 } == [
                " 2 dev      │", "            │", "work wss   ●│",
            ]
        )
        expectScreen(
            list(model, rows: 7),
            """
            |127.0.0.1  ●│|
            | 1 lobby    │|
            | 2 dev      │|
            |work wss   ●│|
            | 3 standup  │|
            |10.0.0.1   ▲│|
            |▌4 lobby    │|
            """
        )
    }

    @Test("servers of one host are told apart by their ports")
    func ports() throws {
        var model = Model.with(rooms: ["lobby"])
        _ = try model.join([model.address(of: "ws://127.0.0.1:8001/ws/chat/lobby/")])
        let lines = list(model, rows: 12).lines
        #expect(lines[0] == "127.0…8000 ●│")
        #expect(lines[4] == "127.0…8001 ◌│")
        var address = try RoomAddress("ws://127.0.0.1:8001/ws/chat/lobby/", server: serverURL)
        address.serverAlias = "work"
        model = Model.with(rooms: ["lobby"])
        _ = try model.join([address])
        #expect(list(model, rows: 12).lines[0] == "127.0.0.1  ●│")
    }

    @Test("where rooms are cut off, the edge tells how many, and what is unread there")
    func hints() {
        var model = Model.with(rooms: (1...20).map { "room\($0)" })
        model.rooms[0].unread = 2
        model.rooms[1].unread = 3
        model.rooms[1].mentions = 1
        model.rooms[19].unread = 7
        model.show(9)
        expectScreen(
            list(model, rows: 7),
            """
            | ↑ 7 more 5!│|
            | 8 room8    │|
            | 9 room9    │|
            |▌0 room10   │|
            |   room11   │|
            |   room12   │|
            | ↓ 8 more  7│|
            """
        )
        model.roomListScroll = 0
        #expect(list(model, rows: 7).lines[0] == "127.0.0.1  ●│")
        #expect(list(model, rows: 7).lines[6] == " ↓ 15 more 7│")
        model.roomListScroll = 99
        #expect(list(model, rows: 7).lines[6] == "   room20  7│")
    }

    @Test(
        "the heading is the server, its host, or the two ends of that, as there is room",
        arguments: [
            ("ws://127.0.0.1:8000", 17, "127.0.0.1:8000 ● "),
            ("ws://127.0.0.1:8000", 16, "127.0.0.1     ● "),
            ("ws://127.0.0.1:8000", 14, "127.0.0.1    ●"),
            ("wss://a.example", 14, "a.example    ●"),
            ("wss://a.example", 15, "a.example    ● "),
            ("wss://a.example", 16, "a.example wss ● "),
            ("wss://chat.example.org", 17, "chat.ex…le.org ● "),
            ("wss://chat.example.org", 12, "chat.….org ●"),
            ("ws://[2001:db8::1:2:3]:9", 12, "2001:…:2:3 ●"),
        ]
    )
    func heading(url: String, columns: Int, expected: String) throws {
        var model = Model(
            server: try WebSocketURL(url),
            nick: "",
            size: Size(columns: 80, rows: 24),
            now: start
        )
        _ = try model.join([model.address(of: "lobby")])
        session(&model, .connected(subprotocol: nil))
        let screen = list(model, rows: 6, columns: columns)
        #expect(screen.lines[0] == expected + "│")
    }

    @Test("a low list has no heading and keeps the shown room in view")
    func low() {
        var model = Model.with(rooms: (1...12).map { "room\($0)" })
        model.show(10)
        expectScreen(
            list(model, rows: 3),
            """
            | 0 room10   │|
            |▌  room11   │|
            |   room12   │|
            """
        )
    }

    @Test("a click hits the room that is drawn there")
    func hit() {
        var model = Model.with(rooms: ["lobby", "dev", "ops"])
        let layout = Layout(model)
        #expect(
            (0..<6).map { layout.room(atRow: $0, column: 3, in: model) } == [
                nil, nil, 0, 1, 2, nil,
            ]
        )
        #expect(layout.room(atRow: 3, column: 40, in: model) == nil)
        let click = MouseEvent(action: .press, row: 4, column: 2)
        _ = update(&model, .input(.mouse(click)), at: start)
        #expect(model.current == 2)
        model.size.columns = 40
        #expect(Layout(model).room(atRow: 3, column: 3, in: model) == nil)
    }
}
