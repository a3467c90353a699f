import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Room order")
struct RoomOrderTests {
    /// Six rooms, of which the third and the fifth are on another server.
    private func model(_ order: Settings.RoomOrder = .joined) throws -> Model {
        var model = Model.with(rooms: ["a"])
        model.settings.roomOrder = order
        for name in ["b", "ws://x:1/c", "d", "ws://x:1/e", "f"] {
            _ = try model.join([model.address(of: name)])
        }
        for room in 2...6 { session(&model, .connected(subprotocol: nil), in: room) }
        model.show(0)
        return model
    }

    private func names(_ model: Model) -> [String] {
        model.shownOrder.map { model.rooms[$0].title.string }
    }

    private func later(_ seconds: Int64) -> Moment { start.after(seconds * 1_000) }

    @Test("rooms stand with the others of their server, in the order of joining")
    func groups() throws {
        let model = try model()
        #expect(model.roomGroups.map(\.title) == ["127.0.0.1:8000", "x:1"])
        #expect(names(model) == ["a", "b", "d", "f", "c", "e"])
    }

    @Test("the same host with and without TLS is two servers")
    func secure() throws {
        var model = try model()
        _ = try model.join([model.address(of: "wss://x:1/e")])
        #expect(model.roomGroups.map(\.isSecure) == [false, false, true])
    }

    @Test("Alt+digit, Ctrl+N and Ctrl+P go by what is shown")
    func keys() throws {
        var model = try model()
        press(&model, .alt("5"))
        #expect(model.currentRoom?.title == "c")
        press(&model, .control("n"))
        #expect(model.currentRoom?.title == "e")
        press(&model, .control("n"))
        #expect(model.currentRoom?.title == "a")
        press(&model, .control("p"), .control("p"), .control("p"))
        #expect(model.currentRoom?.title == "f")
        press(&model, .alt("7"))
        #expect(model.notice == "there is no room 7")
    }

    @Test("the next room that needs you is looked for downwards from the shown one, mentions first")
    func active() throws {
        var model = try model()
        model.nick = "bob"
        receive(&model, "hi", in: 2)
        receive(&model, "bob!", in: 3)
        receive(&model, "bob!", in: 6)
        var seen: [String] = []
        for _ in 0..<3 {
            press(&model, .alt("a"))
            seen.append(model.currentRoom?.title.string ?? "")
        }
        #expect(seen == ["f", "c", "b"])
        press(&model, .alt("a"))
        #expect(model.notice == "nothing new in any room")
    }

    @Test("by activity: mentions, then what is unread, the latest first, then the others")
    func activity() throws {
        var model = try model(.activity)
        model.nick = "bob"
        receive(&model, "hi", in: 2, at: later(1))
        receive(&model, "hi", in: 6, at: later(2))
        receive(&model, "bob!", in: 4, at: later(3))
        receive(&model, "bob!", in: 5, at: later(4))
        #expect(names(model) == ["a", "b", "d", "f", "c", "e"], "it does not move by itself")
        _ = update(&model, .input(.focus(false)), at: later(5))
        // The server of the most urgent room comes first.
        #expect(names(model) == ["e", "c", "d", "f", "b", "a"])
    }

    @Test("the order follows the setting at once")
    func setting() throws {
        var model = try model()
        receive(&model, "hi", in: 4)
        model.settings.roomOrder = .activity
        #expect(names(model) == ["d", "a", "b", "f", "c", "e"])
        model.settings.roomOrder = .joined
        #expect(names(model) == ["a", "b", "d", "f", "c", "e"])
    }

    @Test("by activity: sending, and showing another room, put the rooms in order")
    func occasions() throws {
        var model = try model(.activity)
        receive(&model, "hi", in: 4)
        enter(&model, "hello")
        #expect(names(model) == ["d", "a", "b", "f", "c", "e"])
        receive(&model, "hi", in: 6, at: later(10))
        press(&model, .alt("2"), at: later(11))
        #expect(model.currentRoom?.title == "a", "shown already")
        press(&model, .alt("3"), at: later(12))
        #expect(model.currentRoom?.title == "b")
        #expect(names(model) == ["f", "d", "a", "b", "c", "e"])
    }

    @Test(
        "by activity: who walks through the rooms meets each once, though reading changes the ranks"
    )
    func walk() throws {
        var model = try model(.activity)
        for room in [2, 4, 5] { receive(&model, "hi", in: room) }
        press(&model, .alt("6"), at: later(10))
        var seen: [String] = []
        for step in 0..<6 {
            press(&model, .control("n"), at: later(11 + Int64(step) * 3))
            seen.append(model.currentRoom?.title.string ?? "")
        }
        #expect(Set(seen).count == 6)
    }

    @Test("by activity: a click moves nothing under the mouse")
    func click() throws {
        var model = try model(.activity)
        let before = names(model)
        let row = try #require(
            (0..<24).first { Layout(model).room(atRow: $0, column: 2, in: model) == 1 }
        )
        receive(&model, "hi", in: 6)
        let click = MouseEvent(action: .press, row: row, column: 2)
        _ = update(&model, .input(.mouse(click)), at: later(60))
        #expect(model.currentRoom?.title == "b")
        #expect(names(model) == before)
        #expect(Layout(model).room(atRow: row, column: 2, in: model) == 1)
    }

    @Test("by activity: a room that was joined comes last, one that was left is gone")
    func joinAndLeave() throws {
        var model = try model(.activity)
        receive(&model, "hi", in: 6)
        _ = update(&model, .input(.focus(false)), at: later(1))
        _ = update(&model, .input(.focus(true)), at: later(1))
        enter(&model, "/leave b", at: later(2))
        #expect(names(model) == ["f", "a", "d", "c", "e"])
    }
}
