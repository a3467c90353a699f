import Testing
import Wire

@testable import ChatTUI

@Suite("RowScroll")
struct RowScrollTests {
    /// A letter for each row.
    private func screen(_ rows: String, side: String = "") -> Screen {
        var screen = Screen(size: Size(columns: 8, rows: rows.utf8.count))
        for (row, letter) in rows.enumerated() where letter != " " {
            screen.write(CellText.cells(DisplayText(cleaning: "\(letter)")), row: row, column: 0)
        }
        for (row, letter) in side.enumerated() {
            screen.write(CellText.cells(DisplayText(cleaning: "\(letter)")), row: row, column: 7)
        }
        return screen
    }

    @Test(
        "is found where rows move up or down",
        arguments: [
            ("abcdef", "bcdefg", 0..<6, 1), ("abcdef", "cdefgh", 0..<6, 2),
            ("abcdef", "zabcde", 0..<6, -1), ("abcdef", "xyzabc", 0..<6, -3),
            ("Tabcdef>", "Tbcdefg>", 1..<7, 1), ("Tabcdef>", "Tzabcde>", 1..<7, -1),
            ("abcd   >", "bcde   >", 0..<4, 1), ("Tabcdef>", "Ubcdefg>", nil, 0),
        ] as [(String, String, Range<Int>?, Int)]
    )
    func found(shown: String, next: String, rows: Range<Int>?, distance: Int) {
        let scroll = RowScroll(from: screen(shown), to: screen(next))
        #expect(scroll?.rows == rows)
        #expect(scroll?.distance ?? 0 == distance)
    }

    @Test(
        "is none where too little moves, or something stands beside it",
        arguments: [
            ("abcdef", "abcdef", ""), ("abc", "bcd", ""), ("aaaaaa", "aaaaab", ""),
            ("      ", "a     ", ""), ("abcdef", "bcdefg", "123456"),
        ]
    )
    func none(shown: String, next: String, side: String) {
        #expect(RowScroll(from: screen(shown, side: side), to: screen(next, side: side)) == nil)
    }

    @Test("takes links along, and leaves blanks behind")
    func scrolled() throws {
        let target = try #require(LinkTarget("https://example.org/"))
        var shown = screen("abcde>")
        for row in 0..<6 { shown.addLink(target, row: row, columns: 0..<1) }
        let scroll = try #require(RowScroll(from: shown, to: screen("cdefg>")))
        shown.scroll(rows: scroll.rows, by: scroll.distance)
        #expect(shown.links.map(\.row).sorted() == [0, 1, 2, 5])
        let isRight = shown.rows == screen("cde  >").rows
        #expect(isRight)
    }
}
