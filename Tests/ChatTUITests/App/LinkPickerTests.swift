import Testing
import Wire

@testable import ChatTUI

@Suite("Choosing a link")
struct LinkPickerTests {
    init() { useUTF8Locale() }

    /// A room with three links, the newest opened first.
    private func model() -> Model {
        var model = Model.with(rooms: ["lobby", "dev"])
        model.rooms[0].log.clear()
        receive(&model, "ana: old https://a.example/1", at: start.after(-90_000_000))
        receive(&model, "no link in here, and none in http:// either")
        receive(&model, "bob: https://b.example/2 and (https://b.example/3)")
        return model
    }

    private func targets(_ model: Model) -> [String] {
        guard case .links(let picker) = model.overlay else { return ["closed"] }
        return picker.entries.map(\.target)
    }

    @Test("the newest comes first; Enter opens the chosen one and closes the list")
    func open() {
        var model = model()
        type(&model, "draft")
        press(&model, .alt("o"))
        #expect(
            targets(model) == ["https://b.example/3", "https://b.example/2", "https://a.example/1"]
        )
        press(&model, .plain(.down), .plain(.down), .plain(.down), .plain(.up))
        #expect(press(&model, .plain(.enter)) == [.open("https://b.example/2")])
        #expect(model.overlay == nil)
        #expect(model.inputLine == "draft|")
    }

    @Test("a link that was given again stands at its newest place only")
    func again() {
        var model = model()
        receive(&model, "eva: https://a.example/1, see https://a.example/1")
        press(&model, .alt("o"))
        #expect(
            targets(model) == ["https://a.example/1", "https://b.example/3", "https://b.example/2"]
        )
        #expect(view(model).lines[1].contains("eva https://a.example/1"))
    }

    @Test("c copies, other letters do nothing, Esc closes")
    func keys() {
        var model = model()
        enter(&model, "/links")
        #expect(type(&model, "xyz") == [])
        #expect(press(&model, .control("k"), .control("d"), .plain(.tab)) == [])
        #expect(type(&model, "c") == [.copy("https://b.example/3")])
        #expect(model.notice?.string.hasPrefix("copied the link ") == true)
        press(&model, .alt("o"), .plain(.end))
        #expect(type(&model, "c") == [.copy("https://a.example/1")])
        press(&model, .alt("o"), .plain(.escape))
        #expect(model.overlay == nil)
        #expect(model.inputLine == "|")
    }

    @Test("what is said meanwhile moves nothing; another room closes the list")
    func meanwhile() {
        var model = model()
        press(&model, .alt("o"), .plain(.down))
        receive(&model, "eva: https://new.example/")
        #expect(targets(model).count == 3)
        press(&model, .alt("2"))
        #expect(model.overlay == nil)
        press(&model, .alt("o"))
        #expect(model.notice == "there is no link here")
        #expect(model.overlay == nil)
    }

    @Test("a click chooses, one more opens; the wheel moves")
    func mouse() {
        var model = model()
        _ = update(&model, .resized(Size(columns: 40, rows: 10)), at: start)
        press(&model, .alt("o"))
        let click = MouseEvent(action: .press, row: 2, column: 3)
        #expect(update(&model, .input(.mouse(click)), at: start) == [])
        #expect(update(&model, .input(.mouse(click)), at: start) == [.open("https://b.example/2")])
        press(&model, .alt("o"))
        let wheel = MouseEvent(action: .wheelDown, row: 2, column: 3)
        _ = update(&model, .input(.mouse(wheel)), at: start)
        #expect(press(&model, .plain(.enter)) == [.open("https://a.example/1")])
    }

    @Test("a click moves nothing, so that one more opens what was chosen, also in a smaller window")
    func steady() {
        var model = Model.with()
        for number in 1...40 { receive(&model, "https://x.example/\(number)") }
        func rows() -> [String] {
            view(model).lines.map { String($0.split(separator: " ").last ?? "") }
        }
        _ = update(&model, .resized(Size(columns: 40, rows: 12)), at: start)
        press(&model, .alt("o"))
        for _ in 1...20 { press(&model, .plain(.down)) }
        _ = update(&model, .resized(Size(columns: 40, rows: 8)), at: start)
        let before = rows()
        #expect(before[5] == "https://x.example/20")
        let click = MouseEvent(action: .press, row: 2, column: 3)
        #expect(update(&model, .input(.mouse(click)), at: start) == [])
        #expect(rows() == before)
        #expect(update(&model, .input(.mouse(click)), at: start) == [.open(before[2])])
    }

    @Test("the list scrolls only as far as the chosen one needs")
    func scrolling() {
        var model = Model.with()
        for number in 1...40 { receive(&model, "https://x.example/\(number)") }
        _ = update(&model, .resized(Size(columns: 40, rows: 8)), at: start)
        press(&model, .alt("o"))
        func first() -> Bool { view(model).lines[1].contains("x.example/40 ") }
        // Five of them are in view.
        for _ in 1...4 { press(&model, .plain(.down)) }
        #expect(first())
        press(&model, .plain(.down))
        #expect(view(model).lines[1].contains("x.example/39 "))
        for _ in 1...4 { press(&model, .plain(.up)) }
        #expect(view(model).lines[1].contains("x.example/39 "))
        press(&model, .plain(.up))
        #expect(first())
        press(&model, .plain(.end))
        #expect(view(model).lines[5].contains("x.example/1 "))
        _ = update(&model, .resized(Size(columns: 40, rows: 60)), at: start)
        #expect(first())
    }

    @Test("a click on a link among the messages opens it")
    func paneClick() {
        var model = model()
        _ = update(&model, .resized(Size(columns: 50, rows: 10)), at: start)
        let screen = view(model)
        let row = screen.lines.firstIndex { $0.contains("b.example/2") } ?? 0
        let column = Array(screen.lines[row]).firstIndex(of: "h") ?? 0
        let click = MouseEvent(action: .press, row: row, column: column + 4)
        #expect(update(&model, .input(.mouse(click)), at: start) == [.open("https://b.example/2")])
        let beside = MouseEvent(action: .press, row: row, column: column - 2)
        #expect(update(&model, .input(.mouse(beside)), at: start) == [])
    }

    @Test("the list shows when, who and what, the day when it was not today")
    func picture() {
        var model = model()
        _ = update(&model, .resized(Size(columns: 44, rows: 6)), at: start)
        press(&model, .alt("o"))
        let lines = view(model).lines
        #expect(lines[0] == "Enter opens · c copies · Esc closes         ")
        #expect(lines[1] == "11:42 bob https://b.example/3               ")
        #expect(lines[3] == "2026-08-23 ana https://a.example/1          ")
        #expect(view(model).rows[1].allSatisfy { $0.role == .selected })
    }

    @Test(
        "there is no size at which it traps",
        arguments: [(1, 1), (2, 2), (3, 3), (1, 9), (9, 1), (12, 4)]
    )
    func tiny(columns: Int, rows: Int) {
        var model = model()
        for number in 1...30 { receive(&model, "ana: https://x.example/\(number)") }
        _ = update(&model, .resized(Size(columns: columns, rows: rows)), at: start)
        press(&model, .alt("o"), .plain(.pageDown), .plain(.pageUp), .plain(.end), .plain(.up))
        #expect(view(model).cells.count == columns * rows)
        #expect(press(&model, .plain(.enter)) == [.open("https://b.example/2")])
    }

    @Test("a room with very many links offers the newest")
    func many() {
        var model = Model.with()
        for number in 1...600 { receive(&model, "https://x.example/\(number)") }
        press(&model, .alt("o"))
        #expect(targets(model).count == LinkPicker.maximumCount)
        #expect(targets(model).first == "https://x.example/600")
    }
}
