import Wire

/// The rows of one line of the message pane: rules, and the text broken into rows.
///
/// Rows are not copied out: each is drawn from the cells of the whole text, so that of a long message
/// only what is visible costs anything.
struct RowBlock {
    /// Rows above the text.
    var rules: [[Cell]] = []
    /// The text, and which of its cells make up the rows.
    var cells: [Cell] = []
    var ranges: [Range<Int>] = []
    /// What stands before the first row of the text, and how many blanks before the others.
    var lead: [Cell] = []
    var indent = 0
    /// What stands in the last row at this column.
    var mark: (cell: Cell, column: Int)?
    /// The links in the text.
    var links: [CellLink] = []

    /// How many rows there are.
    var count: Int { rules.count + ranges.count }

    /// Draws one of the rows into the first row of the area, which is blank.
    func draw(row index: Int, on screen: inout Screen, area: Layout.Area) {
        let (left, columns) = (area.column, area.columns)
        guard index >= rules.count else {
            return screen.write(rules[index], row: area.row, column: left, limit: columns)
        }
        let number = index - rules.count
        let range = ranges[number]
        let start = number == 0 ? lead.columns : indent
        if number == 0 { screen.write(lead, row: area.row, column: left, limit: columns) }
        if start < columns {
            let text = cells[range]
            screen.write(text, row: area.row, column: left + start, limit: columns - start)
        }
        if let mark, index == count - 1 {
            screen.write([mark.cell], row: area.row, column: left + mark.column)
        }
        for link in links where link.cells.overlaps(range) {
            let part = link.cells.clamped(to: range)
            let column = start + cells[range.lowerBound..<part.lowerBound].columns
            let place = (column..<column + cells[part].columns).clamped(to: 0..<columns)
            screen.addLink(
                link.target,
                row: area.row,
                columns: left + place.lowerBound..<left + place.upperBound
            )
        }
    }
}

/// A horizontal rule with words in its middle.
enum RuleRow {
    /// The row; labels are joined by a dot.
    ///
    /// The rule of what is new is dotted.
    static func cells(_ labels: [DisplayText], columns: Int, isNew: Bool) -> [Cell] {
        let role: TextRole = isNew ? .newRule : .rule
        let line = Cell(base: isNew ? "┈" : "─", width: 1, role: role)
        let words = CellText.cells(labels.joined(separator: " · ").oneLine, role)
            .clipped(to: max(columns - 4, 0))
        guard !words.isEmpty else { return Array(repeating: line, count: columns) }
        let free = columns - words.columns - 2
        let left = free / 2
        return Array(repeating: line, count: left) + [.blank(role)] + words + [.blank(role)]
            + Array(repeating: line, count: free - left)
    }
}
