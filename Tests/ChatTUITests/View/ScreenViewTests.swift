import NIOCore
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("The screen")
struct ScreenViewTests {
    init() { useUTF8Locale() }

    @Test(
        "looks as in its picture",
        arguments: [
            (120, 36), (80, 24), (60, 16), (59, 16), (50, 16), (40, 12), (20, 5), (12, 2), (1, 1),
        ]
    )
    func pictures(columns: Int, rows: Int) {
        let model = workday(columns: columns, rows: rows)
        expectScreen(view(model), file: "workday-\(columns)x\(rows)")
    }

    @Test("the help stands in place of the messages")
    func help() {
        var model = workday(columns: 80, rows: 12)
        press(&model, .plain(.function(1)))
        expectScreen(view(model), file: "help-80x12")
    }

    @Test("scrolled back it stays put and counts what arrives")
    func scrolledBack() {
        var model = workday(columns: 80, rows: 24)
        for _ in 0..<4 { press(&model, Key(code: .up, modifiers: .alt)) }
        for number in 1...4 { receive(&model, "ci: \(number) passed", at: at(11, 46)) }
        expectScreen(view(model), file: "scrolled-80x24")
    }

    @Test("a long paste asks what to do with it")
    func paste() {
        var model = workday(columns: 40, rows: 12)
        model.editor = LineEditor()
        let lines = ["@@ -1,7 +1,9 @@ func ping() {"] + (2...37).map { "+ line \($0)" }
        _ = update(&model, .input(.paste(lines.joined(separator: "\n"))), at: start)
        press(&model, .plain(.enter))
        expectScreen(view(model), file: "paste-40x12")
    }

    @Test("who is there stands beside the messages", arguments: [(120, 12), (80, 12), (40, 12)])
    func members(columns: Int, rows: Int) throws {
        var model = Model.numbered(members: ["ana", "bob", "carla", "eva"])
        hear(&model, 8...10)
        conversation(&model, .typing(try #require(Nick("eva"))))
        model.size = Size(columns: columns, rows: rows)
        if columns < 120 { press(&model, .plain(.function(3))) }
        expectScreen(view(model), file: "members-\(columns)x\(rows)")
    }

    @Test("own lines say what became of them, gaps what may be missing")
    func ownLines() {
        var model = Model.with(rooms: ["lobby"], nick: "bob")
        model.rooms[0].log.clear()
        receive(&model, "ana: bob: are you there?", at: at(11, 40))
        session(&model, .lost(.ended, retryIn: .seconds(3)), at: at(11, 41))
        session(&model, .connected(subprotocol: nil), at: start)
        for text in ["one", "two", "three", "four", "five"] { enter(&model, text) }
        own(&model, .sending, 1, at: start.after(-6_000))
        own(&model, .unconfirmed, 2)
        own(&model, .refused(.rate, reason: "too many messages"), 3)
        own(&model, .sending, 4)
        model.endNotice()
        model.now = start
        model.size = Size(columns: 70, rows: 12)
        expectScreen(view(model), file: "own-lines-70x12")
    }

    @Test("a refused room says why, beside others that are connected")
    func refused() {
        var model = workday(columns: 100, rows: 14)
        let loss = ConnectionLoss.refused(status: 403, reason: "Forbidden")
        session(&model, .lost(loss, retryIn: nil), in: 2)
        session(&model, .lost(.ended, retryIn: .seconds(9)), in: 5)
        session(&model, .lost(.ended, retryIn: .seconds(9)), in: 6)
        press(&model, .alt("2"))
        expectScreen(view(model), file: "refused-100x14")
    }

    @Test("every size can be drawn, and the cursor is on it")
    func everySize() throws {
        for columns in [0, 1, 2, 3, 5, 7, 10, 19, 20, 21, 44, 59, 60, 61, 99, 100, 200] {
            for rows in [0, 1, 2, 3, 4, 5, 6, 9, 24, 60] {
                var model = workday(columns: 80, rows: 24)
                model.size = Size(columns: columns, rows: rows)
                for choice in [nil, true, false] {
                    model.roomListChoice = choice
                    for overlay in [nil, Model.Overlay.help(scroll: 3)] {
                        model.overlay = overlay
                        let screen = view(model)
                        #expect(screen.size == model.size)
                        guard columns > 0, rows > 0 else { continue }
                        let cursor = try #require(screen.cursor)
                        #expect((0..<rows).contains(cursor.row))
                        #expect((0..<columns).contains(cursor.column))
                    }
                }
            }
        }
    }

    @Test("without rooms there is a screen that says how to go on")
    func noRooms() {
        var model = Model.with()
        enter(&model, "/leave")
        #expect(view(model).picture.contains("/join ROOM"))
    }
}

@Suite("A hostile message")
struct HostileMessageTests {
    init() { useUTF8Locale() }

    static let texts = [
        "A\u{1B}[31mB", "A\u{1B}]0;pwned\u{07}B", "A\u{1B}]52;c;aGk=\u{07}B",
        "A\u{1B}]8;;http://x\u{1B}\\B",
        "A\u{9B}31mB", "A\u{9D}0;pwned\u{9C}B", "A\u{7F}B", "A\u{0B}B", "A\u{0C}B", "A\tB",
        "A\u{08}\u{08}B",
        "A\u{202E}B", "A\u{2067}B", "A\u{200B}B", "A\u{E0041}B", "A\u{FEFF}B", "A\u{AD}B",
        "A\u{FFF9}B",
        "A" + String(repeating: "\u{301}", count: 30) + "B", "\u{301}\u{302}", "A\u{FFFE}B",
        "A\u{0E}B\u{0F}", "A\u{85}B", "A\u{2028}B", "A\rB", "A\r\nB", "A\u{FDFA}\u{FDFD}\u{12031}B",
    ]

    @Test("changes nothing outside its own rows", arguments: texts)
    func outside(text: String) throws {
        for size in [
            Size(columns: 80, rows: 24), Size(columns: 40, rows: 12), Size(columns: 9, rows: 4),
        ] {
            let with = screen(with: text, size)
            let harmless = screen(with: "harmless", size)
            let layout = Layout(model(with: text, size))
            for row in 0..<size.rows {
                for column in 0..<size.columns {
                    let index = row * size.columns + column
                    let cell = with.cells[index]
                    for scalar in cell.scalars {
                        #expect(scalar.properties.generalCategory != .control)
                        #expect(scalar.properties.generalCategory != .format)
                    }
                    if !layout.paneArea.contains(row: row, column: column) {
                        #expect(cell == harmless.cells[index])
                    }
                }
            }
            // The line after it is where it always is.
            let last = layout.paneArea.row + layout.paneArea.rows - 1
            #expect(with.lines[last].contains("ana: b"))
        }
    }

    @Test(
        "cannot begin a row as if somebody else spoke",
        arguments: ["\n", "\r", "\r\n", "\u{2028}", "\u{85}"]
    )
    func forged(lineEnd: String) {
        let lines = screen(with: "hi\(lineEnd)ana: forged", Size(columns: 50, rows: 12)).lines
        #expect(lines.contains { $0.hasPrefix("           ana: forged") })
    }

    @Test("of 64 KB of combining marks is one cell with a few of them")
    func marks() {
        let text = "a" + String(repeating: "\u{301}", count: 32_000)
        let lines = screen(with: text, Size(columns: 80, rows: 24)).lines
        #expect(lines.allSatisfy { $0.unicodeScalars.count <= 80 + 4 })
    }

    private func model(with text: String, _ size: Size) -> Model {
        var model = Model.with()
        receive(&model, "ana: before")
        receive(&model, text)
        receive(&model, "ana: b")
        model.size = size
        return model
    }

    private func screen(with text: String, _ size: Size) -> Screen {
        view(model(with: text, size))
    }
}
