import Wire

/// Keys and commands with what they do, in place of the messages.
struct HelpView {
    private let rows: [[Cell]]
    private let area: Layout.Area

    init(_ entries: [HelpRow], area: Layout.Area) {
        let widest = entries.map { row in
            if case .entry(let name, _) = row { CellText.cells(name).columns } else { 0 }
        }
        let nameColumns = min(widest.max() ?? 0, max(area.columns / 3, 1))
        rows = entries.flatMap {
            Self.rows($0, nameColumns: nameColumns, columns: max(area.columns, 1))
        }
        self.area = area
    }

    /// How far the help can be scrolled.
    var maximumScroll: Int { max(0, rows.count - area.rows) }

    /// Draws the help from row `scroll` on, but no further than its end.
    func draw(on screen: inout Screen, scroll: Int) {
        let top = max(0, min(scroll, maximumScroll))
        for (offset, row) in rows.dropFirst(top).prefix(area.rows).enumerated() {
            screen.write(row, row: area.row + offset, column: area.column, limit: area.columns)
        }
    }

    private static func rows(_ row: HelpRow, nameColumns: Int, columns: Int) -> [[Cell]] {
        switch row {
        case .heading(let text): return [[], CellText.cells(text, .helpHeading)]
        case .entry(let name, let summary):
            let nameCells = CellText.cells(name, .helpKey)
            let textColumn = nameColumns + 2
            let text = CellText.cells(summary)
            let ranges = TextWrap.rows(text, width: max(columns - textColumn, 8))
            var rows = ranges.map { range in
                Array(repeating: Cell.blank(.text), count: textColumn) + text[range]
            }
            if nameCells.columns <= nameColumns {
                rows[0].replaceSubrange(0..<nameCells.columns, with: nameCells)
            } else {
                rows.insert(nameCells, at: 0)
            }
            return rows
        }
    }
}
