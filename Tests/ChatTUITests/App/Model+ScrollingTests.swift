import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Scrolling keys")
struct ModelScrollingTests {
    /// A room with a hundred lines of one row each.
    private func model() -> Model {
        var model = Model.with(rooms: ["lobby", "dev"])
        for number in 2...100 { receive(&model, "line \(number)") }
        return model
    }

    @Test("keys and wheel scroll back, and Esc returns to the newest line")
    func back() {
        var model = model()
        press(&model, Key(code: .up, modifiers: .alt))
        #expect(model.rooms[0].scroll == .line(99, rowsBelow: 0))
        _ = update(
            &model,
            .input(.mouse(MouseEvent(action: .wheelUp, row: 3, column: 40))),
            at: start
        )
        #expect(model.rooms[0].scroll == .line(96, rowsBelow: 0))
        _ = update(
            &model,
            .input(.mouse(MouseEvent(action: .wheelDown, row: 3, column: 40))),
            at: start
        )
        #expect(model.rooms[0].scroll == .line(99, rowsBelow: 0))
        let page = Layout(model).pane.rows - 1
        press(&model, .plain(.pageUp))
        #expect(model.rooms[0].scroll == .line(99 - page, rowsBelow: 0))
        press(&model, .plain(.escape))
        #expect(model.rooms[0].scroll == .bottom)
    }

    @Test("scrolling down to the newest line stays there")
    func down() {
        var model = model()
        press(&model, .plain(.pageUp), .plain(.pageDown))
        #expect(model.rooms[0].scroll == .bottom)
        press(&model, Key(code: .down, modifiers: .alt), .plain(.pageDown))
        #expect(model.rooms[0].scroll == .bottom)
    }

    @Test("Alt+Home shows a full pane of the oldest lines, Alt+End the newest")
    func ends() {
        var model = model()
        press(&model, Key(code: .home, modifiers: .alt))
        let oldest = model.rooms[0].scroll
        guard case .line(let number, _) = oldest else {
            Issue.record("at the bottom")
            return
        }
        #expect((10...Layout(model).pane.rows).contains(number))
        press(&model, .plain(.pageUp))
        #expect(model.rooms[0].scroll == oldest)
        press(&model, Key(code: .end, modifiers: .alt))
        #expect(model.rooms[0].scroll == .bottom)
    }

    @Test("Alt+U goes to the rule, with the new lines below it")
    func newRule() {
        var model = model()
        press(&model, .alt("u"))
        #expect(model.notice == "nothing is new here")
        press(&model, .alt("2"))
        for number in 101...160 { receive(&model, "line \(number)") }
        press(&model, .alt("1"), .alt("u"))
        let rows = Layout(model).pane.rows
        guard case .line(let number, _) = model.rooms[0].scroll else {
            Issue.record("at the bottom")
            return
        }
        #expect((101..<101 + rows).contains(number))
    }

    @Test("what arrives does not move a view that was scrolled back")
    func stays() {
        var model = model()
        press(&model, .plain(.pageUp))
        let position = model.rooms[0].scroll
        receive(&model, "another")
        #expect(model.rooms[0].scroll == position)
    }

    @Test("no key fails on a screen of one cell, with lines or without")
    func tiny() {
        var model = model()
        for size in [Size(columns: 1, rows: 1), Size(columns: 2, rows: 3)] {
            _ = update(&model, .resized(size), at: start)
            for row in KeyActionRow.all { press(&model, row.keys) }
            press(&model, .alt("1"), .plain(.escape))
        }
        #expect(model.rooms.count == 2)
    }
}
