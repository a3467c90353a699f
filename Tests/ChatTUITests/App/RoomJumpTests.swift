import Testing
import Wire

@testable import ChatTUI

@Suite("Jumping to a room by name")
struct RoomJumpTests {
    init() { useUTF8Locale() }

    private func names(_ model: Model) -> [String] {
        guard case .rooms(let jump) = model.overlay else { return ["closed"] }
        return jump.targets.map { target in
            switch target {
            case .room(let id): model.rooms.first { $0.id == id }.map { "\($0.title)" } ?? "left"
            case .join(let address): "join \(address.name)"
            }
        }
    }

    @Test("what is typed narrows the list; Enter shows the chosen room and closes the list")
    func jump() {
        var model = Model.with(rooms: ["lobby", "dev", "devops", "random"])
        type(&model, "a draft")
        press(&model, .alt("j"))
        type(&model, "de")
        #expect(names(model) == ["dev", "devops"])
        press(&model, .plain(.down), .plain(.enter))
        #expect(model.overlay == nil)
        #expect(model.currentRoom?.name == "devops")
        press(&model, .alt("1"))
        #expect(model.inputLine == "a draft|")
    }

    @Test(
        "letters in the same order are enough; the closest name comes first",
        arguments: [
            ("ops", ["ops", "ops-eu", "dev-ops", "devops", "o-p-s"]),
            ("dop", ["devops", "dev-ops"]),
            ("OPS-EU", ["ops-eu"]), ("eu", ["ops-eu"]),
        ]
    )
    func order(filter: String, found: [String]) {
        var model = Model.with(rooms: ["devops", "o-p-s", "dev-ops", "ops-eu", "ops", "lobby"])
        press(&model, .alt("j"))
        type(&model, filter)
        #expect(names(model) == found)
    }

    @Test("without a filter the rooms that need the person come first, the shown one last")
    func need() {
        var model = Model.with(rooms: ["a", "b", "c", "d", "e"], nick: "bob")
        press(&model, .alt("5"), .alt("1"))
        receive(&model, "ana: hi", in: 3)
        receive(&model, "ana: bob!", in: 4)
        press(&model, .alt("j"))
        #expect(names(model) == ["d", "c", "e", "b", "a"])
    }

    @Test("what is said meanwhile moves nothing: Enter shows the room that is marked")
    func meanwhile() {
        var model = Model.with(rooms: ["a", "b", "c", "d"], nick: "bob")
        press(&model, .alt("j"), .plain(.down))
        let before = names(model)
        receive(&model, "ana: bob!", in: 4)
        #expect(names(model) == before)
        let marked = before[1]
        press(&model, .plain(.enter))
        #expect(model.currentRoom?.name == marked)
        press(&model, .alt("j"))
        #expect(names(model).first == "d")
    }

    @Test("a name that no room has is offered to be joined, unless it cannot be one")
    func join() {
        var model = Model.with(rooms: ["lobby"])
        press(&model, .alt("j"))
        type(&model, "new")
        #expect(names(model) == ["join new"])
        let effects = press(&model, .plain(.enter))
        #expect(effects.count == 1)
        #expect(model.currentRoom?.name == "new")
        press(&model, .alt("j"))
        type(&model, "a/b")
        #expect(names(model) == [])
        #expect(press(&model, .plain(.enter), .plain(.down), .plain(.enter)) == [])
    }

    @Test(
        "Esc, Ctrl+C and Alt+J close the list and leave all as it was",
        arguments: [Key.plain(.escape), .control("c"), .alt("j")]
    )
    func close(key: Key) {
        var model = Model.with(rooms: ["lobby", "dev"])
        type(&model, "draft")
        press(&model, .alt("j"))
        type(&model, "dev")
        press(&model, key)
        #expect(model.overlay == nil)
        #expect(model.current == 0)
        #expect(model.inputLine == "draft|")
    }

    @Test("the list is edited as the message is; a paste has no line ends in it")
    func editing() {
        var model = Model.with(rooms: ["lobby", "dev"])
        press(&model, .alt("j"))
        _ = update(&model, .input(.text("xdev")), at: start)
        press(&model, .control("a"), .control("d"))
        #expect(names(model) == ["dev"])
        _ = update(&model, .input(.paste("a\nb")), at: start)
        guard case .rooms(let jump) = model.overlay else { return #expect(Bool(false)) }
        #expect(jump.filter.text == "a bdev")
        #expect(model.editor.isEmpty)
    }

    @Test("the list stands in place of the messages, the name in place of the message")
    func picture() {
        var model = Model.with(rooms: ["lobby", "dev", "devops"], nick: "bob")
        _ = update(&model, .resized(Size(columns: 40, rows: 7)), at: start)
        receive(&model, "ana: bob!", in: 3)
        press(&model, .alt("j"))
        type(&model, "de")
        let lines = view(model).lines
        #expect(lines[0] == "Enter shows · Esc closes                ")
        #expect(lines[1].hasPrefix("2 dev "))
        #expect(lines[2].hasPrefix("3 devops 1!"))
        #expect(lines[6] == "room: de█         ↑ ↓ choose  Enter  Esc")
        #expect(view(model).rows[1].allSatisfy { $0.role == .selected })
    }

    @Test(
        "there is no size at which it traps",
        arguments: [(1, 1), (2, 2), (3, 3), (1, 9), (9, 1), (12, 4)]
    )
    func tiny(columns: Int, rows: Int) {
        var model = Model.with(rooms: (1...30).map { "room\($0)" })
        _ = update(&model, .resized(Size(columns: columns, rows: rows)), at: start)
        press(&model, .alt("j"))
        for _ in 1...40 { press(&model, .plain(.down)) }
        type(&model, "room1")
        let screen = view(model)
        #expect(screen.cells.count == columns * rows)
        press(&model, .plain(.pageUp), .plain(.pageDown), .plain(.enter))
        #expect(model.overlay == nil)
    }
}
