import Testing
import Wire

@testable import ChatTUI

@Suite("InputLineView")
struct InputLineViewTests {
    init() { useUTF8Locale() }

    private func input(
        _ text: String,
        cursor: Int? = nil,
        columns: Int = 20,
        rows: Int = 1,
        nick: String = ""
    ) -> Screen {
        var model = Model.with(nick: nick)
        model.editor = LineEditor(text: text, cursor: cursor)
        var screen = Screen(size: Size(columns: columns, rows: rows))
        let area = Layout.Area(row: 0, column: 0, rows: rows, columns: columns)
        InputLineView(model, columns: columns).draw(on: &screen, area: area)
        return screen
    }

    private func rowCount(_ text: String, columns: Int = 20, atMost most: Int = 8) -> Int {
        var model = Model.with()
        model.editor = LineEditor(text: text)
        return InputLineView(model, columns: columns).rowCount(atMost: most)
    }

    @Test("the cursor stands where the next character goes")
    func cursor() {
        expectScreen(input("hello"), "|> hello█            |")
        #expect(input("hello", cursor: 2).cursor == Screen.Cursor(row: 0, column: 4))
        #expect(input("").cursor == Screen.Cursor(row: 0, column: 2))
    }

    @Test(
        "the cursor does not drift behind wide, marked, joined or odd characters",
        arguments: [
            ("你好", 4), ("e\u{301}", 1), ("👨‍👩‍👧‍👦", 2), ("👍🏽", 2), ("🇫🇷", 2), ("❤️", 1), ("\u{1B}", 1),
            ("\t", 4),
            ("a\u{200D}b", 2), ("\u{202E}a", 1), ("한", 2),
        ]
    )
    func odd(text: String, columns: Int) {
        #expect(input(text, columns: 30).cursor?.column == 2 + columns)
    }

    @Test("the prompt is the nick, as long as there is room for it")
    func prompt() {
        expectScreen(input("hi", columns: 20, nick: "bob"), "|bob> hi█            |")
        expectScreen(input("hi", columns: 20, nick: "a-very-long-nick"), "|> hi█               |")
        expectScreen(input("hi", columns: 5, nick: "bob"), "|hi█  |")
        #expect(input("", columns: 60, nick: "b\u{1B}[1m\nb").lines[0].hasPrefix("b␛[1m⏎b> "))
    }

    @Test("long text wraps at the edge, line feeds start rows, and the prompt's columns stay free")
    func rows() {
        expectScreen(
            input("abcdefgh\nij", columns: 8, rows: 3),
            """
            |> abcdef|
            |  gh    |
            |  ij█   |
            """
        )
        #expect(rowCount("") == 1)
        #expect(rowCount("abc") == 1)
        #expect(rowCount(String(repeating: "a", count: 17)) == 1)
        // The cursor needs a place behind the last character.
        #expect(rowCount(String(repeating: "a", count: 18)) == 2)
        #expect(rowCount("a\n") == 2)
        #expect(rowCount(String(repeating: "\n", count: 100)) == 8)
    }

    @Test("a wide character that does not fit goes to the next row")
    func wide() {
        expectScreen(
            input("abc你", cursor: 3, columns: 6, rows: 2),
            """
            |> abc |
            |  你  |
            """
        )
        #expect(
            input("abc你", cursor: 3, columns: 6, rows: 2).cursor == Screen.Cursor(row: 1, column: 2)
        )
    }

    @Test("more rows than there is room for scroll with the cursor")
    func scrolls() {
        let text = (0..<30).map { "line \($0)" }.joined(separator: "\n")
        expectScreen(
            input(text, columns: 12, rows: 3),
            """
            |  line 27   |
            |  line 28   |
            |  line 29█  |
            """
        )
        expectScreen(
            input(text, cursor: 0, columns: 12, rows: 3),
            """
            |> line 0    |
            |  line 1    |
            |  line 2    |
            """
        )
        // Ten lines of six characters and a line feed each, and four more.
        let middle = input(text, cursor: 74, columns: 12, rows: 3)
        #expect(middle.lines == ["  line 9    ", "  line█10   ", "  line 11   "])
        #expect(middle.cursor?.row == 1)
    }

    @Test("a single row shows the line with the cursor, the end of it when it is long")
    func oneRow() {
        expectScreen(input("abcdefghij", columns: 8), "|> fghij█|")
        expectScreen(input("abcdefghij", cursor: 2, columns: 8), "|> abcdef|")
        expectScreen(input("a你好吗", columns: 8), "|> 好吗█ |")
        expectScreen(input("one\ntwo\nthree", cursor: 6, columns: 8), "|> two   |")
        #expect(input("one\ntwo\nthree", cursor: 6, columns: 8).cursor?.column == 4)
    }

    @Test("the largest text that the line holds shows its end")
    func large() {
        let text = String(repeating: "a你\n", count: LineEditor.maximumBytes / 5) + "end"
        expectScreen(input(text, columns: 8), "|> end█  |")
    }

    @Test(
        "the input grows to a third of the screen, eight rows at most",
        arguments: [
            (24, 8), (60, 8), (12, 4), (6, 2), (3, 1), (2, 2), (1, 1),
        ]
    )
    func grows(rows: Int, inputRows: Int) {
        var model = Model.with()
        model.size.rows = rows
        model.editor = LineEditor(text: String(repeating: "\n", count: 50))
        let layout = Layout(model)
        #expect(layout.input.rows == inputRows)
        #expect(layout.input.row + layout.input.rows == rows)
        if rows >= 3 { #expect(layout.pane.rows >= 1) }
    }
}
