import Testing
import Wire

@testable import ChatTUI

@Suite("RowChange")
struct RowChangeTests {
    init() { useUTF8Locale() }

    @Test("is told for each row that differs, whether rows share memory or not")
    func rows() {
        var shown = Screen(size: Size(columns: 8, rows: 6), lowerRows: 2)
        shown.write(CellText.cells("same"), row: 1, column: 0)
        var next = shown
        next.write(CellText.cells("typed"), row: 5, column: 1)
        #expect(RowChange.all(from: shown, to: next) == [RowChange(row: 5, columns: 1..<6)])
        next.write(CellText.cells("some"), row: 1, column: 0)
        let both = [RowChange(row: 1, columns: 1..<2), RowChange(row: 5, columns: 1..<6)]
        #expect(RowChange.all(from: shown, to: next) == both)
        var apart = Screen(size: Size(columns: 8, rows: 6))
        apart.write(CellText.cells("some"), row: 1, column: 0)
        apart.write(CellText.cells("typed"), row: 5, column: 1)
        #expect(RowChange.all(from: next, to: apart) == [])
        #expect(RowChange.all(from: shown, to: apart) == both)
        #expect(
            RowChange.all(from: nil, to: next).map(\.columns) == Array(repeating: 0..<8, count: 6)
        )
        let isSame = next == apart
        #expect(isSame)
    }

    private func columns(_ shown: [Cell], _ next: [Cell]) -> [Range<Int>] {
        shown.withUnsafeBufferPointer { shown in
            next.withUnsafeBufferPointer { RowChange.columns(shown, $0) }
        }
    }

    private func row(_ text: DisplayText) -> [Cell] {
        var screen = Screen(size: Size(columns: 16, rows: 1))
        screen.write(CellText.cells(text), row: 0, column: 0)
        return screen.rows[0]
    }

    @Test(
        "span what differs, and characters as wholes",
        arguments: [
            ("abcdef", "abcdef", []), ("abcdef", "abXdef", [2..<3]),
            ("abcdef", "Xbcdef ", [0..<1]), ("abc", "abcdefgh", [3..<8]),
            ("a你c", "abbc", [1..<3]), ("abbc", "a你c", [1..<3]), ("a你c", "a好c", [1..<3]),
            ("ab你", "a你b", [1..<4]), ("abcdefghijkl", "Xbcdefghijkl", [0..<1]),
            ("abcdefghijkl", "XbcdefghYjkl", [0..<9]),
            ("abcdefghijkl", "XbcdefghiYkl", [0..<1, 9..<10]),
            ("a你defghijk你", "a好defghijk好", [1..<3, 11..<13]),
        ] as [(DisplayText, DisplayText, [Range<Int>])]
    )
    func span(shown: DisplayText, next: DisplayText, columns: [Range<Int>]) {
        #expect(self.columns(row(shown), row(next)) == columns)
    }

    @Test("a wide character whose right half was written over is one that differs")
    func overwritten() {
        let shown = row("a你c")
        var screen = Screen(size: Size(columns: 16, rows: 1))
        screen.write(CellText.cells("a你c"), row: 0, column: 0)
        screen.write(CellText.cells("x"), row: 0, column: 2)
        #expect(columns(shown, screen.rows[0]) == [1..<3])
    }

    @Test("a look that differs counts")
    func looks() {
        let shown = row("abc")
        var next = shown
        next[1].role = .warning
        #expect(columns(shown, next) == [1..<2])
    }

    @Test("a link that differs counts, wherever its row is")
    func links() throws {
        let target = try #require(LinkTarget("https://example.org/"))
        let other = try #require(LinkTarget("https://example.com/"))
        var shown = Screen(size: Size(columns: 8, rows: 3), lowerRows: 1)
        shown.addLink(target, row: 0, columns: 1..<3)
        var next = shown
        next.addLink(target, row: 1, columns: 2..<4)
        #expect(RowChange.all(from: shown, to: next) == [RowChange(row: 1, columns: 2..<4)])
        #expect(RowChange.all(from: next, to: shown) == [RowChange(row: 1, columns: 2..<4)])
        var elsewhere = Screen(size: Size(columns: 8, rows: 3), lowerRows: 1)
        elsewhere.addLink(other, row: 0, columns: 2..<5)
        #expect(RowChange.all(from: shown, to: elsewhere) == [RowChange(row: 0, columns: 1..<5)])
    }
}
