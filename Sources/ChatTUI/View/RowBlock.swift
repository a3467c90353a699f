import Wire

/// The rows of one line of the message pane, each made when it is asked for: of a long message
/// only those that are visible.
struct RowBlock: RandomAccessCollection {
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

    var startIndex: Int { 0 }
    var endIndex: Int { rules.count + ranges.count }

    subscript(index: Int) -> [Cell] {
        guard index >= rules.count else { return rules[index] }
        let number = index - rules.count
        var row = number == 0 ? lead : Array(repeating: .blank(.text), count: indent)
        row += cells[ranges[number]]
        if let mark, index == endIndex - 1 {
            row += Array(repeating: .blank(.text), count: Swift.max(mark.column - row.columns, 0))
            row.append(mark.cell)
        }
        return row
    }
}

extension RowBlock {
    /// The columns of a row in which links stand, of all links of the text.
    func links(
        inRow index: Int,
        of links: [CellLink]
    ) -> [(columns: Range<Int>, target: LinkTarget)] {
        guard index >= rules.count, !links.isEmpty else { return [] }
        let number = index - rules.count
        let range = ranges[number]
        let start = number == 0 ? lead.columns : indent
        return links.compactMap { link in
            guard link.cells.overlaps(range) else { return nil }
            let part = link.cells.clamped(to: range)
            let column = start + cells[range.lowerBound..<part.lowerBound].columns
            return (column..<column + cells[part].columns, link.target)
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
