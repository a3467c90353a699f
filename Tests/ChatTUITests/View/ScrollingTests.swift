import TestSupport
import Testing
import Wire

@testable import ChatTUI

@Suite("Scrolling")
struct ScrollingTests {
    init() { useUTF8Locale() }

    private let pane = Size(columns: 50, rows: 10)

    private func room(lines: Int, pending: Int = 0) -> RoomModel {
        var model = Model.with()
        model.rooms[0].log.clear()
        for number in 0..<lines {
            let long = number % 5 == 0 ? " and some words that need a second row of it" : ""
            receive(&model, "ana: \(number)\(long)", at: start.after(Int64(number) * 60_000))
        }
        for number in 0..<pending { enter(&model, "own \(number)") }
        return model.rooms[0]
    }

    private func shown(_ position: ScrollPosition, of room: RoomModel) -> [String] {
        var model = Model.with()
        model.rooms = [room]
        model.rooms[0].scroll = position
        var screen = Screen(size: pane)
        let area = Layout.Area(row: 0, column: 0, rows: pane.rows, columns: pane.columns)
        var cache = RowCache()
        MessagePaneView(model, area: area)?.draw(on: &screen, cache: &cache)
        return screen.lines
    }

    @Test("one row up shows one more row at the top, and one row down takes it back")
    func rowByRow() {
        let room = room(lines: 40)
        var position = ScrollPosition.bottom
        for _ in 0..<30 {
            let before = shown(position, of: room)
            let up = scrolled(position, by: 1, in: room, pane: pane)
            #expect(shown(up, of: room).dropFirst() == before.dropLast())
            #expect(shown(scrolled(up, by: -1, in: room, pane: pane), of: room) == before)
            position = up
        }
    }

    @Test("it ends at the first row", arguments: [1, 7, 1000])
    func reachesStart(step: Int) {
        let room = room(lines: 40)
        var position = ScrollPosition.bottom
        for _ in 0..<100 { position = scrolled(position, by: step, in: room, pane: pane) }
        #expect(shown(position, of: room)[0].contains("Monday 24 August 2026"))
        #expect(shown(position, of: room)[1].hasPrefix("11:42 ana: 0"))
    }

    @Test("it ends at the newest line, which is the bottom", arguments: [1, 7, 1000])
    func reachesEnd(step: Int) {
        let room = room(lines: 40)
        var position = scrolled(.bottom, by: 25, in: room, pane: pane)
        for _ in 0..<100 { position = scrolled(position, by: -step, in: room, pane: pane) }
        #expect(position == .bottom)
    }

    @Test("a log that fits does not scroll", arguments: [0, 1, 5])
    func fits(lines: Int) {
        let room = room(lines: lines)
        #expect(scrolled(.bottom, by: 3, in: room, pane: pane) == .bottom)
    }

    @Test("own lines that wait are passed in one step, and the bottom shows them again")
    func pending() {
        let room = room(lines: 40, pending: 3)
        #expect(shown(.bottom, of: room).last?.contains("own 2") == true)
        let up = scrolled(.bottom, by: 1, in: room, pane: pane)
        #expect(shown(up, of: room).last?.contains("ana: 39") == true)
        #expect(scrolled(up, by: -1, in: room, pane: pane) == .bottom)
    }

    @Test("a position whose line is gone is as near as can be")
    func gone() {
        let room = room(lines: 40)
        #expect(scrolled(.line(-5, rowsBelow: 9), by: 0, in: room, pane: pane) != .bottom)
        #expect(scrolled(.line(9999, rowsBelow: 9), by: 0, in: room, pane: pane) == .bottom)
    }

    @Test("up and down the same distance comes back, from any place", arguments: 0..<50)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let room = room(lines: 60)
        let middle = scrolled(.bottom, by: 25, in: room, pane: pane)
        let distance = Int.random(in: 1...20, using: &generator)
        let up = scrolled(middle, by: distance, in: room, pane: pane)
        #expect(scrolled(up, by: -distance, in: room, pane: pane) == middle)
    }
}
