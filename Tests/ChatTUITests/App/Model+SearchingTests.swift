import Testing
import Wire

@testable import ChatTUI

@Suite("Searching a room")
struct ModelSearchingTests {
    init() { useUTF8Locale() }

    @Test("the newest match is shown at once, Up goes to older ones, Down back")
    func walk() {
        var model = Model.withGateways()
        press(&model, .control("s"))
        type(&model, "gateway")
        #expect(model.shownMatch == "ana: gateway 200")
        #expect(
            model.prompt
                == "search back: gateway█                             1 of 20  ↑ older  ↓ newer  Esc"
        )
        press(&model, .plain(.up), .control("s"))
        #expect(model.shownMatch == "ana: gateway 180")
        #expect(view(model).lines.contains { $0.contains("ana: gateway 180") })
        press(&model, .plain(.down))
        #expect(model.prompt.contains(" 2 of 20 "))
        for _ in 1...30 { press(&model, .plain(.up)) }
        #expect(model.shownMatch == "ana: gateway 10")
        #expect(model.prompt.contains("20 of 20"))
        for _ in 1...30 { press(&model, .plain(.down)) }
        #expect(model.prompt.contains(" 1 of 20 "))
    }

    @Test("each key narrows, and taking one away widens again")
    func narrow() {
        var model = Model.withGateways()
        press(&model, .control("s"))
        type(&model, "gateway 1")
        #expect(model.prompt.contains("1 of 11"))
        #expect(model.shownMatch == "ana: gateway 190")
        type(&model, "5")
        #expect(model.prompt.contains("1 of 1 "))
        press(&model, .plain(.backspace))
        #expect(model.prompt.contains("1 of 11"))
        type(&model, "x")
        #expect(model.prompt.contains("nothing found"))
        #expect(model.rooms[0].scroll == .bottom)
        press(&model, .control("u"))
        #expect(model.prompt.contains("of") == false)
    }

    @Test("Enter stays there, Esc goes back to where one was; the draft is untouched")
    func ends() {
        var model = Model.withGateways()
        type(&model, "draft")
        press(&model, .plain(.pageUp))
        let before = model.rooms[0].scroll
        press(&model, .control("s"))
        type(&model, "gateway 50")
        press(&model, .plain(.escape))
        #expect(model.rooms[0].scroll == before)
        #expect(model.rooms[0].search == nil)
        #expect(model.inputLine == "draft|")
        press(&model, .control("u"))
        enter(&model, "/search \"gateway 50\"")
        press(&model, .plain(.enter))
        #expect(model.rooms[0].search == nil)
        #expect(view(model).lines.contains { $0.contains("ana: gateway 50") })
        press(&model, .plain(.escape))
        #expect(model.rooms[0].scroll == .bottom)
    }

    @Test("Ctrl+S twice looks for the same again")
    func again() {
        var model = Model.withGateways()
        press(&model, .control("s"), .control("s"))
        type(&model, "gateway 50")
        press(&model, .plain(.escape), .control("s"), .control("s"), .control("s"))
        #expect(model.prompt.hasPrefix("search back: gateway 50"))
        #expect(model.prompt.contains("2 of 2"))
    }

    @Test("Esc closes the help first, then the search, then goes to the bottom")
    func escapes() {
        var model = Model.withGateways()
        press(&model, .plain(.pageUp), .control("s"))
        type(&model, "gateway 50")
        press(&model, .plain(.function(1)), .plain(.escape))
        #expect(model.overlay == nil)
        #expect(model.rooms[0].search != nil)
        press(&model, .plain(.escape))
        #expect(model.rooms[0].search == nil)
        #expect(model.rooms[0].scroll != .bottom)
        press(&model, .plain(.escape))
        #expect(model.rooms[0].scroll == .bottom)
    }

    @Test("matches are marked, and the shown one more")
    func marks() {
        var model = Model.withGateways(columns: 40, rows: 40)
        press(&model, .control("s"))
        type(&model, "gateway")
        press(&model, .plain(.up))
        let screen = view(model)
        func marked(_ role: TextRole) -> [String] {
            (0..<screen.size.rows).map { row in text(screen.rows[row].filter { $0.role == role }) }
                .filter { !$0.isEmpty }
        }
        #expect(marked(.shownMatch) == ["gateway"])
        #expect(marked(.match) == ["gateway", "gateway", "gateway"])
        press(&model, .plain(.escape))
        #expect(!view(model).cells.contains { $0.role == .match || $0.role == .shownMatch })
    }

    @Test("a long message of what is sought is drawn in no time")
    func longMessage() {
        var model = Model.withGateways()
        receive(&model, String(repeating: "x", count: 1 << 17))
        press(&model, .control("s"))
        let duration = ContinuousClock().measure { type(&model, "x") }
        #expect(duration < .seconds(10))
        #expect(ContinuousClock().measure { _ = view(model) } < .seconds(10))
    }

    @Test("an expression that is none says why, where it is typed")
    func badExpression() {
        var model = Model.withGateways(columns: 60)
        press(&model, .control("s"))
        type(&model, "/gate(way/")
        #expect(model.rooms[0].search?.problem != nil)
        #expect(!model.prompt.contains("of"))
        press(&model, .plain(.up), .plain(.down))
        type(&model, " ")
        press(&model, .control("u"))
        type(&model, "/way 1.0$/")
        #expect(model.prompt.contains("1 of 10"))
    }

    @Test("an empty room, and no room at all, can be searched")
    func empty() {
        var model = Model.with()
        model.rooms[0].log.clear()
        press(&model, .control("s"))
        type(&model, "x")
        #expect(model.prompt.contains("nothing found"))
        press(&model, .plain(.up), .plain(.down), .plain(.enter))
        #expect(model.rooms[0].scroll == .bottom)
        var none = Model.with(rooms: [])
        press(&none, .control("s"))
        #expect(none.notice == "no room to search in")
    }

    @Test("a search stays with its room")
    func rooms() {
        var model = Model.withGateways()
        press(&model, .control("s"))
        type(&model, "gateway")
        press(&model, .alt("2"))
        type(&model, "hello")
        #expect(model.inputLine == "hello|")
        press(&model, .alt("1"))
        #expect(model.prompt.hasPrefix("search back: gateway"))
    }

    @Test(
        "the line gets shorter on narrow screens",
        arguments: [
            (40, "search back: gateway█       1 of 20  Esc"),
            (30, "search: gateway█  1 of 20  Esc"),
            (20, "/gateway█    1 of 20"),
        ]
    )
    func narrowScreens(columns: Int, line: String) {
        var model = Model.withGateways(columns: columns, rows: 12)
        press(&model, .control("s"))
        type(&model, "gateway")
        #expect(model.prompt.trimmingEnd == line)
    }

    @Test(
        "there is no size at which it traps",
        arguments: [(1, 1), (2, 2), (3, 3), (1, 9), (9, 1), (12, 4)]
    )
    func tiny(columns: Int, rows: Int) {
        var model = Model.withGateways(columns: columns, rows: rows)
        press(&model, .control("s"))
        type(&model, "gateway 1")
        press(&model, .plain(.up), .plain(.up), .plain(.down))
        #expect(view(model).cells.count == columns * rows)
        #expect(model.shownMatch == "ana: gateway 180")
    }
}

extension String {
    /// Without the blanks at its end.
    fileprivate var trimmingEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
