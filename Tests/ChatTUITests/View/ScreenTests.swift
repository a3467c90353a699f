import Testing
import Wire

@testable import ChatTUI

@Suite("Screen")
struct ScreenTests {
    init() { useUTF8Locale() }

    @Test("text is cut at the right edge and at its limit")
    func cut() {
        var screen = Screen(size: Size(columns: 6, rows: 2))
        screen.write(CellText.cells("abcdefgh"), row: 0, column: 2)
        screen.write(CellText.cells("abcdefgh"), row: 1, column: 1, limit: 3)
        expectScreen(
            screen,
            """
            |  abcd|
            | abc  |
            """
        )
    }

    @Test("a wide character is never split at the edge")
    func wideAtEdge() {
        var screen = Screen(size: Size(columns: 5, rows: 2))
        screen.write(CellText.cells("a你好"), row: 0, column: 0)
        screen.write(CellText.cells("你好吗"), row: 1, column: 0)
        expectScreen(
            screen,
            """
            |a你好|
            |你好 |
            """
        )
    }

    @Test("a wide character alone in one column is U+FFFD")
    func wideInOneColumn() {
        var screen = Screen(size: Size(columns: 1, rows: 1))
        screen.write(CellText.cells("你"), row: 0, column: 0)
        expectScreen(screen, "|\u{FFFD}|")
    }

    @Test(
        "nothing is written outside",
        arguments: [(-1, 0), (2, 0), (0, -1), (0, 4), (99, 99)]
    )
    func outside(row: Int, column: Int) {
        var screen = Screen(size: Size(columns: 4, rows: 2))
        let blank = screen
        screen.write(CellText.cells("abc"), row: row, column: column)
        #expect(screen == blank)
    }

    @Test("a screen of no size takes everything")
    func noSize() {
        var screen = Screen(size: Size(columns: 0, rows: 0))
        screen.write(CellText.cells("abc"), row: 0, column: 0)
        screen.fill(row: 0, columns: 0..<5, .status)
        #expect(screen.cells == [])
    }

    @Test("our own frames and symbols have an ASCII form")
    func ascii() {
        var screen = Screen(size: Size(columns: 12, rows: 1))
        screen.write(CellText.cells("─┈│▌●◌○▲…⏸↓·"), row: 0, column: 0)
        expectScreen(screen.inASCII(), "|--|>*o.^~=v.|")
    }
}
