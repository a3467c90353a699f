import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("MessagePaneView")
struct MessagePaneViewTests {
    init() { useUTF8Locale() }

    private func pane(_ model: Model, columns: Int = 44, rows: Int = 6) -> Screen {
        var screen = Screen(size: Size(columns: columns, rows: rows))
        let area = Layout.Area(row: 0, column: 0, rows: rows, columns: columns)
        var cache = RowCache()
        MessagePaneView(model, area: area)?.draw(on: &screen, cache: &cache)
        return screen
    }

    /// A room in which only these were said, one per minute.
    private func room(_ messages: String..., nick: String = "bob") -> Model {
        var model = Model.with(nick: nick)
        model.rooms[0].log.clear()
        for (minute, message) in messages.enumerated() {
            receive(&model, message, at: start.after(Int64(minute) * 60_000))
        }
        return model
    }

    @Test("wrapped rows hang five columns further than the text")
    func wraps() {
        expectScreen(
            pane(room("ana: this one is too long for a single row of it")),
            """
            |                                            |
            |                                            |
            |                                            |
            |────────── Monday 24 August 2026 ───────────|
            |11:42 ana: this one is too long for a single|
            |           row of it                        |
            """
        )
    }

    @Test("the time is left out when it equals the line above")
    func sameTime() {
        var model = room("ana: one")
        receive(&model, "ana: two", at: start.after(1000))
        receive(&model, "ana: three", at: start.after(60_000))
        expectScreen(
            pane(model, rows: 4),
            """
            |────────── Monday 24 August 2026 ───────────|
            |11:42 ana: one                              |
            |      ana: two                              |
            |11:43 ana: three                            |
            """
        )
    }

    @Test("a narrow pane has no time column but a rule when five minutes went by")
    func narrow() {
        var model = room("ana: one", "ana: two")
        receive(&model, "ana: three is a little longer", at: start.after(600_000))
        expectScreen(
            pane(model, columns: 24, rows: 6),
            """
            |── 2026-08-24 · 11:42 ──|
            |ana: one                |
            |ana: two                |
            |──────── 11:52 ─────────|
            |ana: three is a little  |
            |  longer                |
            """
        )
    }

    @Test("a low pane has no rules")
    func low() {
        expectScreen(
            pane(room("ana: one"), rows: 3),
            """
            |                                            |
            |                                            |
            |11:42 ana: one                              |
            """
        )
    }

    @Test("what came while nobody looked is below a rule that counts it")
    func new() {
        var model = room("ana: one")
        _ = update(&model, .input(.focus(false)), at: start)
        receive(&model, "ana: two", at: start)
        model.tell("a notice does not count")
        receive(&model, "ana: three", at: start)
        expectScreen(
            pane(model, rows: 6),
            """
            |────────── Monday 24 August 2026 ───────────|
            |11:42 ana: one                              |
            |┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ 2 new ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈|
            |      ana: two                              |
            |      -- a notice does not count            |
            |      ana: three                            |
            """
        )
    }

    @Test("a gap is a rule")
    func gap() {
        var model = room("ana: one")
        model.rooms[0].log.append(.gap, "42 s not connected: messages may be missing", at: start)
        expectScreen(
            pane(model, columns: 60, rows: 2),
            """
            |11:42 ana: one                                              |
            |┈┈┈┈┈┈┈ 42 s not connected: messages may be missing ┈┈┈┈┈┈┈┈|
            """
        )
    }

    @Test("with our own server: the beginning, names that are true, a gap, and why not")
    func numbered() {
        var model = Model.numbered(top: 2)
        hear(&model, 1...1)
        conversation(&model, .message(ChatTUITests.message(2, "ana: forged", from: nil)))
        conversation(&model, .gap(MessageGap(after: 2, before: 5, isNewLog: false)))
        hear(&model, 5...5)
        enter(&model, "yes")
        ChatTUITests.own(&model, .refused(.denied, reason: "the room is read-only"), 1)
        let screen = pane(model, columns: 60, rows: 8)
        expectScreen(
            screen,
            """
            |──────────────── the beginning of the room ─────────────────|
            |────────────────── Monday 24 August 2026 ───────────────────|
            |11:42 ana: message 1                                        |
            |      ana: forged                                           |
            |┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ 2 messages are missing here ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈|
            |      ana: message 5                                        |
            |      bob: yes                                              |
            |           not taken: the room is read-only                ▲|
            """
        )
        #expect(screen.rows[2].dropFirst(6).first?.role != .text)
        #expect(screen.rows[3].dropFirst(6).first?.role == .text)
    }

    @Test(
        "an own line that is not confirmed has a mark at the right edge",
        arguments: [
            (OwnLine.State.sending, Int64(0), "…", TextRole.pending),
            (.sending, 6000, "!", .warning),
            (.unconfirmed, 0, "?", .warning),
            (.queued, 0, "⏸", .pending),
        ]
    )
    func marks(state: OwnLine.State, wait: Int64, mark: String, role: TextRole) throws {
        var model = room("ana: one")
        enter(&model, "yes, and here are some more words")
        model.rooms[0].pending[0].state = state
        model.rooms[0].pending[0].sentAt = start.monotonic
        model.now = start.after(wait)
        let screen = pane(model, rows: 3)
        expectScreen(
            screen,
            """
            |11:42 ana: one                              |
            |      bob: yes, and here are some more      |
            |           words                           \(mark)|
            """
        )
        #expect(screen.cells.last?.role == role)
        #expect(screen.rows[1][6].role == .pending)
    }

    @Test("speakers have a colour of their own, we are bold, and what names us stands out")
    func roles() {
        let model = room("ana: hi", "bob: hi", "eva: hi bob", "no speaker here")
        let screen = pane(model, rows: 5)
        let roles = (1...4).map { screen.rows[$0].dropFirst(6).first?.role }
        guard case .speaker(let hue) = roles[0] else {
            Issue.record("\(String(describing: roles[0]))")
            return
        }
        #expect(hue < TextRole.hues)
        #expect(roles[2] == .mentionSpeaker)
        #expect(roles[3] == .text)
        #expect(screen.rows[3].dropFirst(10).first?.role == .mention)
        #expect(screen.rows[1].first?.role == .faint)
    }

    @Test("our own name is bold")
    func ownName() {
        var model = room("ana: hi")
        model.rooms[0].log.append(.message(own: true, mention: false), "bob: yes", at: start)
        #expect(pane(model, rows: 2).rows[1].dropFirst(6).first?.role == .ownSpeaker)
    }

    @Test("a scrolled pane stays where it is when lines arrive")
    func anchored() {
        var model = room("ana: 1", "ana: 2", "ana: 3", "ana: 4", "ana: 5")
        model.rooms[0].scroll = .line(model.rooms[0].log.newest - 2, rowsBelow: 0)
        let before = pane(model, rows: 3)
        expectScreen(
            before,
            """
            |11:42 ana: 1                                |
            |11:43 ana: 2                                |
            |11:44 ana: 3                                |
            """
        )
        receive(&model, "ana: 6", at: start)
        #expect(pane(model, rows: 3) == before)
    }

    @Test("scrolled to the start, the rest of the pane shows what is below")
    func fillsDown() {
        var model = room("ana: 1", "ana: 2", "ana: 3")
        model.rooms[0].scroll = .line(model.rooms[0].log.newest - 2, rowsBelow: 0)
        #expect(
            pane(model, rows: 3).lines.map { $0.prefix(12) } == [
                "11:42 ana: 1", "11:43 ana: 2", "11:44 ana: 3",
            ]
        )
    }
}
