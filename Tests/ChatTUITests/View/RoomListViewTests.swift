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

    @Test("shows the server, the rooms with what is unread, and their connections")
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
    }

    @Test(
        "the heading is the server, its host, or the two ends of that, as there is room",
        arguments: [
            ("ws://127.0.0.1:8000", 16, "127.0.0.1:8000 ●"),
            ("ws://127.0.0.1:8000", 15, "127.0.0.1     ●"),
            ("wss://chat.example.org", 16, "chat.ex…le.org ●"),
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
