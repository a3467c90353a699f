import NIOCore
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("StatusLineView")
struct StatusLineViewTests {
    init() { useUTF8Locale() }

    private func line(_ model: Model, _ columns: Int, list: Bool = false) -> String {
        var screen = Screen(size: Size(columns: columns, rows: 1))
        StatusLineView(model: model, columns: columns, isListShown: list).draw(on: &screen, row: 0)
        return screen.picture
    }

    @Test("where the server tells, it says who is there and who writes")
    func people() throws {
        var model = Model.numbered(members: ["ana", "bob", "eva"])
        conversation(&model, .typing(try #require(Nick("ana"))))
        #expect(
            line(model, 80)
                == "| lobby  ●  127.0.0.1:8000  bob  3 here  ana is writing                    11:42 |"
        )
        #expect(line(model, 40) == "| lobby ● 3 here ana is writing    11:42 |")
        #expect(line(model, 32) == "| lobby ● ana is writing   11:42 |")
        session(&model, .lost(.ended, retryIn: .seconds(3)))
        #expect(!line(model, 80).contains("here"))
    }

    private func busy() -> Model {
        var model = Model.with(rooms: ["lobby", "dev", "ops"], nick: "bob")
        receive(&model, "hi", in: 2)
        receive(&model, "hi bob", in: 3)
        enter(&model, "yes")
        own(&model, .sending, 1)
        return model
    }

    @Test(
        "fields go when it is narrow: server, nick, names of other rooms, clock, other rooms",
        arguments: [
            (
                80,
                "| lobby  ●  127.0.0.1:8000  bob  2 dev 1 · 3 ops 1!             1 sending  11:42 |"
            ),
            (66, "| lobby  ●  bob  2 dev 1 · 3 ops 1!               1 sending  11:42 |"),
            (50, "| lobby ● bob 2 dev 1 · 3 ops 1!   1 sending 11:42 |"),
            (36, "| lobby ● 2·1 3·1!   1 sending 11:42 |"),
            (30, "| lobby ● 2·1 3·1!   1 sending |"),
            (22, "| lobby ●    1 sending |"),
            (12, "| lobby ●    |"),
            (6, "| lob… |"),
            (3, "| … |"),
            (2, "| …|"),
            (1, "| |"),
        ]
    )
    func narrower(columns: Int, picture: String) {
        #expect(line(busy(), columns) == picture)
    }

    @Test("other rooms are not told where the list tells them")
    func list() {
        #expect(!line(busy(), 100, list: true).contains("ops"))
    }

    @Test("the countdown is rounded up, in words where there is room")
    func countdown() {
        var model = Model.with()
        model.rooms[0].connection = .waiting(
            until: start.monotonic + 3_001,
            reason: "connection refused"
        )
        #expect(line(model, 100).contains("○ again in 4 s: connection refused"))
        #expect(line(model, 40).contains("○ 4 s"))
        model.rooms[0].connection = .ended(reason: "HTTP 403")
        #expect(line(model, 100).contains("▲ HTTP 403"))
        model.rooms[0].connection = .connecting
        #expect(line(model, 100).contains("◌ connecting"))
    }

    @Test("what arrives below the view is counted")
    func below() {
        var model = Model.with()
        for number in 0..<50 { receive(&model, "line \(number)") }
        press(&model, .plain(.pageUp))
        #expect(line(model, 60).contains("↓ 2"))
        #expect(line(model, 60).contains("below"))
        receive(&model, "one more")
        receive(&model, "and one more")
        #expect(line(model, 60).contains("↓ 2 new"))
        press(&model, Key(code: .end, modifiers: .alt))
        #expect(!line(model, 60).contains("↓"))
    }

    @Test("names the server of the shown room, and goes by the numbers of the list")
    func otherServer() throws {
        var model = Model.with(rooms: ["lobby"])
        var address = try model.address(of: "wss://chat.example.org/ws/chat/standup/")
        (address.name, address.serverAlias) = ("work/standup", "work")
        _ = try model.join([address])
        _ = try model.join([model.address(of: "dev")])
        receive(&model, "hi", in: 2)
        #expect(line(model, 80).contains("| dev  ◌ connecting  127.0.0.1:8000  3 standup 1 "))
        press(&model, .alt("3"))
        #expect(line(model, 80).contains("| standup  ◌ connecting  work "))
    }

    @Test("tells of slow confirmation for a minute")
    func lag() {
        var model = Model.with()
        enter(&model, "one")
        own(&model, .sending, 1)
        echo(&model, "one", 1, at: start.after(300))
        #expect(!line(model, 80).contains("lag"))
        enter(&model, "two")
        own(&model, .sending, 2)
        echo(&model, "two", 2, at: start.after(1_260))
        #expect(line(model, 80).contains("  lag 1.3 s  11:42 "))
        model.now = start.after(62_000)
        #expect(!line(model, 80).contains("lag"))
    }

    @Test("a notice takes its place, on one line")
    func notice() {
        var model = Model.with()
        model.notice = "there is no\nroom 7"
        #expect(line(model, 40) == "| there is no⏎room 7                     |")
        #expect(line(model, 10) == "| there i… |")
    }
}
