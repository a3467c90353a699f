import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Searching a room")
struct ModelSearchingTests {
    init() { useUTF8Locale() }

    /// 200 lines, of which each tenth has `gateway N` in it.
    private func model(columns: Int = 80, rows: Int = 24) -> Model {
        var model = Model.with(rooms: ["lobby", "dev"])
        model.rooms[0].log.clear()
        for number in 1...200 {
            receive(&model, number % 10 == 0 ? "ana: gateway \(number)" : "bob: line \(number)")
        }
        _ = update(&model, .resized(Size(columns: columns, rows: rows)), at: start)
        return model
    }

    /// What the last line of the screen says.
    private func prompt(_ model: Model) -> String { view(model).lines.last ?? "" }

    /// The shown match.
    private func shown(_ model: Model) -> String? {
        guard let room = model.currentRoom, let line = room.search?.shown else { return nil }
        return "\(room.log.lines[room.log.index(ofLine: line)].text)"
    }

    @Test("the newest match is shown at once, Up goes to older ones, Down back")
    func walk() {
        var model = model()
        press(&model, .control("s"))
        type(&model, "gateway")
        #expect(shown(model) == "ana: gateway 200")
        #expect(
            prompt(model)
                == "search back: gateway█                             1 of 20  ↑ older  ↓ newer  Esc"
        )
        press(&model, .plain(.up), .control("s"))
        #expect(shown(model) == "ana: gateway 180")
        #expect(view(model).lines.contains { $0.contains("ana: gateway 180") })
        press(&model, .plain(.down))
        #expect(prompt(model).contains(" 2 of 20 "))
        for _ in 1...30 { press(&model, .plain(.up)) }
        #expect(shown(model) == "ana: gateway 10")
        #expect(prompt(model).contains("20 of 20"))
        for _ in 1...30 { press(&model, .plain(.down)) }
        #expect(prompt(model).contains(" 1 of 20 "))
    }

    @Test("each key narrows, and taking one away widens again")
    func narrow() {
        var model = model()
        press(&model, .control("s"))
        type(&model, "gateway 1")
        #expect(prompt(model).contains("1 of 11"))
        #expect(shown(model) == "ana: gateway 190")
        type(&model, "5")
        #expect(prompt(model).contains("1 of 1 "))
        press(&model, .plain(.backspace))
        #expect(prompt(model).contains("1 of 11"))
        type(&model, "x")
        #expect(prompt(model).contains("nothing found"))
        #expect(model.rooms[0].scroll == .bottom)
        press(&model, .control("u"))
        #expect(prompt(model).contains("of") == false)
    }

    @Test("Enter stays there, Esc goes back to where one was; the draft is untouched")
    func ends() {
        var model = model()
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
        var model = model()
        press(&model, .control("s"), .control("s"))
        type(&model, "gateway 50")
        press(&model, .plain(.escape), .control("s"), .control("s"), .control("s"))
        #expect(prompt(model).hasPrefix("search back: gateway 50"))
        #expect(prompt(model).contains("2 of 2"))
    }

    @Test("Esc closes the help first, then the search, then goes to the bottom")
    func escapes() {
        var model = model()
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
        var model = model(columns: 40, rows: 40)
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
        var model = model()
        receive(&model, String(repeating: "x", count: 1 << 17))
        press(&model, .control("s"))
        let duration = ContinuousClock().measure { type(&model, "x") }
        #expect(duration < .seconds(10))
        #expect(ContinuousClock().measure { _ = view(model) } < .seconds(10))
    }

    @Test("an expression that is none says why, where it is typed")
    func badExpression() {
        var model = model(columns: 60)
        press(&model, .control("s"))
        type(&model, "/gate(way/")
        #expect(model.rooms[0].search?.problem != nil)
        #expect(!prompt(model).contains("of"))
        press(&model, .plain(.up), .plain(.down))
        type(&model, " ")
        press(&model, .control("u"))
        type(&model, "/way 1.0$/")
        #expect(prompt(model).contains("1 of 10"))
    }

    @Test("a flood is searched in slices while keys are taken")
    func slices() {
        var model = Model.with()
        let filler = String(repeating: "filler ", count: 40)
        receive(&model, "needle, the oldest")
        for _ in 1...12_000 { receive(&model, filler) }
        press(&model, .control("s"))
        #expect(type(&model, "needle") == [])
        #expect(prompt(model).contains("searching…"))
        #expect(nextDeadline(of: model) == start.monotonic)
        var ticks = 0
        while nextDeadline(of: model) == start.monotonic, ticks < 100 {
            _ = update(&model, .tick, at: start)
            ticks += 1
        }
        #expect((2...20).contains(ticks))
        #expect(shown(model) == "needle, the oldest")
        #expect(prompt(model).contains("1 of 1 "))
    }

    @Test("lines that arrive are searched too, and nothing moves")
    func arriving() {
        var model = model()
        press(&model, .control("s"))
        type(&model, "gateway")
        press(&model, .plain(.up))
        let before = view(model).lines.prefix(20)
        receive(&model, "ana: gateway again")
        receive(&model, "ana: nothing")
        _ = update(&model, .tick, at: start)
        #expect(view(model).lines.prefix(20) == before)
        #expect(prompt(model).contains("3 of 21"))
        press(&model, .plain(.down), .plain(.down))
        #expect(shown(model) == "ana: gateway again")
    }

    @Test("lines that are gone are counted no more")
    func gone() {
        var model = model()
        press(&model, .control("s"))
        type(&model, "gateway")
        model.rooms[0].log.clear()
        #expect(prompt(model).contains("nothing found"))
        press(&model, .plain(.up), .plain(.down))
        receive(&model, "ana: gateway new")
        _ = update(&model, .tick, at: start)
        press(&model, .plain(.up))
        #expect(prompt(model).contains("of 1") || prompt(model).contains("1 found"))
    }

    @Test("an empty room, and no room at all, can be searched")
    func empty() {
        var model = Model.with()
        model.rooms[0].log.clear()
        press(&model, .control("s"))
        type(&model, "x")
        #expect(prompt(model).contains("nothing found"))
        press(&model, .plain(.up), .plain(.down), .plain(.enter))
        #expect(model.rooms[0].scroll == .bottom)
        var none = Model.with(rooms: [])
        press(&none, .control("s"))
        #expect(none.notice == "no room to search in")
    }

    @Test("a search stays with its room")
    func rooms() {
        var model = model()
        press(&model, .control("s"))
        type(&model, "gateway")
        press(&model, .alt("2"))
        type(&model, "hello")
        #expect(model.inputLine == "hello|")
        press(&model, .alt("1"))
        #expect(prompt(model).hasPrefix("search back: gateway"))
    }

    @Test("when all that is here was searched, Up asks the server, again and again")
    func older() {
        var model = Model.numbered(top: 1_000, readUpTo: 1_000)
        hear(&model, 901...1_000, isReplay: true)
        _ = update(&model, .resized(Size(columns: 80, rows: 10)), at: start)
        press(&model, .control("s"))
        type(&model, "message 850")
        #expect(prompt(model).contains("nothing found  ↑ asks for older"))
        let effects = press(&model, .plain(.up))
        #expect(effects == [.older(RoomID(rawValue: 1), before: 901, limit: 100)])
        #expect(press(&model, .plain(.up)) == [])
        let page = (801...900).map { message(Int64($0)) }
        conversation(&model, .older(before: 901, messages: page, reachedOldest: false))
        _ = update(&model, .tick, at: start)
        #expect(shown(model) == "ana: message 850")
        #expect(prompt(model).contains("1 of 1"))
        #expect(view(model).lines.contains { $0.contains("message 850") })
    }

    /// The newest 100 of 1000 messages, and a search for one that is not among them.
    private func numbered(_ words: String) -> Model {
        var model = Model.numbered(top: 1_000, readUpTo: 1_000)
        hear(&model, 901...1_000, isReplay: true)
        _ = update(&model, .resized(Size(columns: 80, rows: 10)), at: start)
        press(&model, .control("s"))
        type(&model, words)
        return model
    }

    @Test(
        "an ask that fails, or finds nothing, ends the wait",
        arguments: [
            ConversationEvent.older(before: 901, messages: [], reachedOldest: false),
            .older(before: 901, messages: [], reachedOldest: true),
            .older(before: 901, messages: [message(900)], reachedOldest: false),
            .welcomed(
                Welcomed(
                    nick: Nick("bob"),
                    members: [],
                    oldest: 1,
                    top: 1_000,
                    readUpTo: nil,
                    epoch: Epoch(rawValue: 1)
                )
            ),
        ]
    )
    func failedAsk(answer: ConversationEvent) {
        var model = numbered("nowhere")
        press(&model, .plain(.up))
        #expect(prompt(model).contains("searching…"))
        conversation(&model, answer)
        for _ in 1...3 { _ = update(&model, .tick, at: start) }
        #expect(prompt(model).contains("nothing found"))
        #expect(!prompt(model).contains("searching…"))
    }

    @Test("the server is asked when all that is here was looked at, not before, and once")
    func asksLate() {
        var model = Model.numbered(top: 20_000, readUpTo: 20_000)
        let filler = String(repeating: "filler ", count: 20)
        for seq in Int64(8_001)...20_000 {
            conversation(&model, .message(message(seq, filler, isReplay: true)))
        }
        press(&model, .control("s"))
        type(&model, "needle")
        #expect(prompt(model).contains("searching…"))
        #expect(press(&model, .plain(.up)) == [])
        var effects: [Effect] = []
        for _ in 1...100 where effects.isEmpty { effects = update(&model, .tick, at: start) }
        #expect(effects == [.older(RoomID(rawValue: 1), before: 8_001, limit: 100)])
        #expect(!model.isSearching)
        let page = [message(8_000, "the needle")]
        conversation(&model, .older(before: 8_001, messages: page, reachedOldest: false))
        _ = update(&model, .tick, at: start)
        #expect(shown(model) == "ana: the needle")
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
        var model = model(columns: columns, rows: 12)
        press(&model, .control("s"))
        type(&model, "gateway")
        #expect(prompt(model).trimmingEnd == line)
    }

    @Test(
        "there is no size at which it traps",
        arguments: [(1, 1), (2, 2), (3, 3), (1, 9), (9, 1), (12, 4)]
    )
    func tiny(columns: Int, rows: Int) {
        var model = model(columns: columns, rows: rows)
        press(&model, .control("s"))
        type(&model, "gateway 1")
        press(&model, .plain(.up), .plain(.up), .plain(.down))
        #expect(view(model).cells.count == columns * rows)
        #expect(shown(model) == "ana: gateway 180")
    }
}

extension String {
    /// Without the blanks at its end.
    fileprivate var trimmingEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
