import Testing
import Wire

@testable import ChatTUI

@Suite("CellText")
struct CellTextTests {
    init() { useUTF8Locale() }

    @Test(
        "every character takes the columns that ncurses gives it",
        arguments: [
            ("abc", 3), ("你好", 4), ("e\u{301}", 1), ("ｗｉｄｅ", 8), ("👍🏽", 2), ("👨‍👩‍👧‍👦", 2), ("❤️", 1),
            ("1️⃣", 1), ("🇫🇷", 2), ("한국어", 6), ("\u{1112}\u{1161}\u{11AB}", 2), ("", 0),
        ]
    )
    func columns(text: String, columns: Int) {
        #expect(CellText.cells(DisplayText(cleaning: text)).columns == columns)
    }

    @Test("marks stay with their base, four at most")
    func marks() {
        let cells = CellText.cells(DisplayText(cleaning: "a\u{300}\u{301}\u{302}\u{303}\u{304}b"))
        #expect(cells.map { text([$0]) } == ["a\u{300}\u{301}\u{302}\u{303}", "b"])
    }

    @Test("a cell holds four marks whatever the text was")
    func cellLimit() {
        var cell = Cell.blank(.text)
        for _ in 0..<9 { cell.add(mark: "\u{301}") }
        #expect(cell.scalars.count == 5)
    }

    @Test("what glibc does not know is U+FFFD in one column")
    func unknown() {
        // Unicode 17; glibc is years behind.
        let cells = CellText.cells(DisplayText("a\u{1FAE8}b"))
        let unknown = CellWidth.columns(of: "\u{1FAE8}") == nil
        #expect(text(cells) == (unknown ? "a\u{FFFD}b" : "a\u{1FAE8}b"))
    }

    @Test("text that does not fit ends with an ellipsis, and a wide character makes room for it")
    func clipped() {
        let cells = CellText.cells("ab你好")
        #expect(text(cells.clipped(to: 6)) == "ab你好")
        #expect(text(cells.clipped(to: 5)) == "ab你…")
        #expect(text(cells.clipped(to: 4)) == "ab…")
        #expect(text(cells.clipped(to: 1)) == "…")
        #expect(text(cells.clipped(to: 0)) == "")
    }
}
