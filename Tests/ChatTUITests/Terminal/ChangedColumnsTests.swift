import Testing
import Wire

@testable import ChatTUI

@Suite("ChangedColumns")
struct ChangedColumnsTests {
    init() { useUTF8Locale() }

    private func row(_ text: DisplayText) -> [Cell] {
        var screen = Screen(size: Size(columns: 8, rows: 1))
        screen.write(CellText.cells(text), row: 0, column: 0)
        return screen.rows[0]
    }

    @Test(
        "span what differs, and characters as wholes",
        arguments: [
            ("abcdef", "abcdef", 0..<0), ("abcdef", "abXdef", 2..<3), ("abcdef", "Xbcdef ", 0..<1),
            ("abc", "abcdefgh", 3..<8), ("a你c", "abbc", 1..<3), ("abbc", "a你c", 1..<3),
            ("a你c", "a好c", 1..<3), ("ab你", "a你b", 1..<4),
        ] as [(DisplayText, DisplayText, Range<Int>)]
    )
    func span(shown: DisplayText, next: DisplayText, columns: Range<Int>) {
        #expect(ChangedColumns.between(row(shown), row(next)) == columns)
    }

    @Test("a look that differs counts, and a row that is not known is written as a whole")
    func looks() {
        let shown = row("abc")
        var next = shown
        next[1].role = .warning
        #expect(ChangedColumns.between(shown, next) == 1..<2)
        #expect(ChangedColumns.between(nil, next) == 0..<8)
    }
}
