import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("The mouse")
struct ModelMouseTests {
    init() { useUTF8Locale() }

    private func use(_ model: inout Model, _ action: MouseEvent.Action, row: Int, column: Int) {
        let event = MouseEvent(action: action, row: row, column: column)
        _ = update(&model, .input(.mouse(event)), at: start)
    }

    /// Where on the screen this text begins.
    private func place(of text: String, in model: Model) throws -> (row: Int, column: Int) {
        let screen = view(model)
        for row in 0..<screen.size.rows {
            let line = String(String.UnicodeScalarView(screen.rows[row].map(\.base)))
            let cells = Array(line.unicodeScalars)
            let word = Array(text.unicodeScalars)
            for column in cells.indices where cells[column...].starts(with: word) {
                return (row, column)
            }
        }
        struct NotShown: Error { let text: String }
        throw NotShown(text: text)
    }

    @Test("a click on a room shows it, one beside the list does not")
    func room() throws {
        var model = Model.with(rooms: ["lobby", "dev", "ops"])
        let ops = try place(of: "ops", in: model)
        use(&model, .press, row: ops.row, column: 40)
        #expect(model.current == 0)
        use(&model, .press, row: ops.row, column: 11)
        #expect(model.current == 2)
    }

    @Test("the wheel over the room list moves that alone, until another room is shown by keys")
    func roomList() throws {
        var model = Model.with(rooms: (1...30).map { "room\($0)" })
        for number in 1...100 { receive(&model, "line \(number)") }
        use(&model, .wheelDown, row: 3, column: 2)
        use(&model, .wheelDown, row: 3, column: 2)
        #expect(model.rooms[0].scroll == .bottom)
        #expect(throws: (any Error).self) { try place(of: "1 room1 ", in: model) }
        let nine = try place(of: "room9", in: model)
        use(&model, .press, row: nine.row, column: 4)
        #expect(model.current == 8)
        #expect(try place(of: "room9", in: model).row == nine.row)
        for _ in 0..<20 { use(&model, .wheelDown, row: 3, column: 2) }
        _ = try place(of: "room30", in: model)
        press(&model, .alt("1"))
        _ = try place(of: "▌1 room1 ", in: model)
    }

    @Test("a click on the hint of more rooms scrolls to them")
    func hint() throws {
        var model = Model.with(rooms: (1...30).map { "room\($0)" })
        let more = try place(of: "↓", in: model)
        use(&model, .press, row: more.row, column: more.column)
        #expect(model.current == 0)
        _ = try place(of: "↑", in: model)
        _ = try place(of: "room25", in: model)
    }

    @Test("the wheel elsewhere scrolls the messages or what stands in their place")
    func messages() {
        var model = Model.with()
        for number in 2...100 { receive(&model, "line \(number)") }
        use(&model, .wheelUp, row: 3, column: 40)
        #expect(model.rooms[0].scroll == .line(97, rowsBelow: 0))
        press(&model, .plain(.function(1)))
        use(&model, .wheelDown, row: 3, column: 40)
        #expect(model.overlay == .help(scroll: 3))
        #expect(model.rooms[0].scroll == .line(97, rowsBelow: 0))
    }

    @Test(
        "a click on what is new below goes there, one on another room in the status line shows it"
    )
    func statusLine() throws {
        var model = Model.with(rooms: ["lobby", "dev"])
        model.size = Size(columns: 50, rows: 12)
        for number in 2...100 { receive(&model, "line \(number)") }
        press(&model, .plain(.pageUp))
        receive(&model, "more")
        let new = try place(of: "↓ 1 new", in: model)
        use(&model, .press, row: new.row, column: new.column - 1)
        #expect(model.rooms[0].scroll != .bottom)
        use(&model, .press, row: new.row, column: new.column + 6)
        #expect(model.rooms[0].scroll == .bottom)
        receive(&model, "hi", in: 2)
        let dev = try place(of: "2 dev 1", in: model)
        use(&model, .press, row: dev.row, column: dev.column + 6)
        #expect(model.current == 1)
    }

    @Test("a click on a member begins a line to them, or names them in it; on oneself nothing")
    func member() throws {
        var model = Model.numbered(members: ["ana", "bob", "eva"])
        model.size = Size(columns: 120, rows: 12)
        let ana = try place(of: "│ana", in: model)
        use(&model, .press, row: ana.row, column: ana.column + 1)
        #expect(model.inputLine == "ana: |")
        type(&model, "and")
        use(&model, .press, row: ana.row + 2, column: ana.column + 1)
        #expect(model.inputLine == "ana: and @eva |")
        use(&model, .press, row: ana.row + 1, column: ana.column + 1)
        use(&model, .press, row: ana.row + 3, column: ana.column + 1)
        #expect(model.inputLine == "ana: and @eva |")
    }

    @Test("a click on a member ends what Tab and a paste began")
    func memberAfterTab() throws {
        var model = Model.numbered(members: ["ana", "bob", "eva"])
        model.size = Size(columns: 120, rows: 24)
        let ana = try place(of: "│ana", in: model)
        type(&model, "hi @e")
        press(&model, .plain(.tab))
        use(&model, .press, row: ana.row, column: ana.column + 1)
        press(&model, .plain(.tab))
        #expect(model.inputLine.hasPrefix("hi @eva @ana "))
        press(&model, .control("c"))
        _ = update(&model, .input(.paste((1...30).map { "\($0)\n" }.joined())), at: start)
        press(&model, .plain(.enter))
        #expect(model.question == .sendLong)
        use(&model, .press, row: ana.row, column: ana.column + 1)
        #expect(model.question == nil)
    }

    @Test("a click on a member changes no message that is not to be seen")
    func memberBesideSearch() throws {
        var model = Model.numbered(members: ["ana", "bob"])
        model.size = Size(columns: 120, rows: 12)
        let ana = try place(of: "│ana", in: model)
        for key in [Key.control("s"), .alt("j")] {
            press(&model, key)
            use(&model, .press, row: ana.row, column: ana.column + 1)
            press(&model, .plain(.escape))
            #expect(model.inputLine == "|")
        }
    }

    @Test("a click on a member in place of the messages brings these back")
    func memberInPane() throws {
        var model = Model.numbered(members: ["ana", "bob", "eva"])
        model.size = Size(columns: 40, rows: 12)
        press(&model, .plain(.function(3)))
        use(&model, .press, row: 0, column: 0)
        #expect(model.inputLine == "|")
        use(&model, .press, row: 3, column: 0)
        #expect(model.inputLine == "eva: |")
        #expect(model.overlay == nil)
    }

    @Test("the wheel over the members scrolls them, as far as there are any")
    func members() throws {
        var model = Model.numbered(members: (10...50).map { "m\($0)" })
        model.size = Size(columns: 120, rows: 12)
        use(&model, .wheelDown, row: 3, column: 115)
        _ = try place(of: "│m13", in: model)
        for _ in 0..<30 { use(&model, .wheelDown, row: 3, column: 115) }
        _ = try place(of: "│m50", in: model)
        #expect(throws: (any Error).self) { try place(of: "more", in: model) }
        for _ in 0..<30 { use(&model, .wheelUp, row: 3, column: 115) }
        _ = try place(of: "│m10", in: model)
    }

    @Test("the first drag is answered with how text is selected, a click is not")
    func drag() {
        var model = Model.with()
        use(&model, .release, row: 3, column: 40)
        use(&model, .press, row: 3, column: 40)
        use(&model, .release, row: 3, column: 40)
        #expect(model.notice == nil)
        use(&model, .press, row: 3, column: 40)
        use(&model, .release, row: 3, column: 45)
        #expect(
            model.notice == "with Shift held down the mouse selects text; Alt+M turns it off here"
        )
        press(&model, .plain(.left))
        use(&model, .press, row: 3, column: 40)
        use(&model, .release, row: 5, column: 40)
        #expect(model.notice == nil)
    }

    @Test(
        "no click anywhere fails, whatever the size",
        arguments: [(1, 1), (7, 4), (60, 9), (120, 24)]
    )
    func everywhere(columns: Int, rows: Int) {
        var model = Model.numbered(rooms: (1...9).map { "r\($0)" })
        model.size = Size(columns: columns, rows: rows)
        for row in -1...rows {
            for column in -1...columns {
                for action in [MouseEvent.Action.press, .release, .wheelUp, .wheelDown] {
                    use(&model, action, row: row, column: column)
                }
            }
        }
        #expect(view(model).size == model.size)
    }
}
