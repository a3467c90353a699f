/// Keys and commands with what they do, in place of the messages.
struct HelpView {
    /// What to press or type, and what that does; an empty second part makes a heading.
    let entries: [(String, String)]
    let area: Layout.Area

    /// Draws the help from row `scroll` on, but no further than its end.
    func draw(on screen: inout Screen, scroll: Int) {
        let rows = rows()
        let top = max(0, min(scroll, rows.count - area.rows))
        for (offset, row) in rows.dropFirst(top).prefix(area.rows).enumerated() {
            screen.write(row, row: area.row + offset, column: area.column, limit: area.columns)
        }
    }

    private func rows() -> [[Cell]] {
        let widest = entries.lazy.filter { !$0.1.isEmpty }.map(\.0.count).max() ?? 0
        let keyColumns = min(widest, max(area.columns / 3, 1))
        return entries.flatMap { key, text -> [[Cell]] in
            guard !text.isEmpty else { return [CellText.cells(key, .helpKey)] }
            return rows(key: key, text: text, keyColumns: keyColumns)
        }
    }

    private func rows(key: String, text: String, keyColumns: Int) -> [[Cell]] {
        let textColumn = keyColumns + 2
        let keyCells = CellText.cells(key, .helpKey)
        let textCells = CellText.cells(text)
        let ranges = TextWrap.rows(textCells, width: max(area.columns - textColumn, 8))
        var rows = ranges.map { range in
            Array(repeating: Cell.blank(.text), count: textColumn) + textCells[range]
        }
        if keyCells.columns <= keyColumns {
            rows[0].replaceSubrange(0..<keyCells.count, with: keyCells)
        } else {
            rows.insert(keyCells, at: 0)
        }
        return rows
    }
}
