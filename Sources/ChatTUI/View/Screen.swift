import Wire

/// A picture of the terminal: cells in rows, and where the cursor is.
struct Screen: Equatable, Sendable {
    /// Where the cursor is; the top left cell is (0, 0).
    struct Cursor: Equatable, Sendable {
        var row: Int
        var column: Int
    }

    let size: Size
    /// Row by row; a wide character is followed by its ``Cell/continuation(_:)``.
    private(set) var cells: [Cell]
    /// `nil` hides the cursor.
    var cursor: Cursor?
    /// Links, by rows and columns; what is written over a link takes it away.
    private(set) var links: [ScreenLink] = []
    /// The name of the window; empty leaves it as it is.
    var title: DisplayText = ""

    /// A blank screen.
    init(size: Size) {
        self.size = Size(columns: max(size.columns, 0), rows: max(size.rows, 0))
        cells = Array(repeating: .blank(.text), count: self.size.columns * self.size.rows)
    }

    /// The cells of a row.
    func row(_ row: Int) -> ArraySlice<Cell> {
        cells[row * size.columns..<(row + 1) * size.columns]
    }

    /// Writes cells side by side, no further than `limit` columns or the right edge.
    ///
    /// A wide character whose right half has no place becomes a blank, or U+FFFD where the whole
    /// place is one column.
    mutating func write(_ text: some Sequence<Cell>, row: Int, column: Int, limit: Int = .max) {
        guard (0..<size.rows).contains(row), column >= 0, column < size.columns else { return }
        let limit = min(limit, size.columns - column)
        let start = row * size.columns + column
        var used = 0
        defer { removeLinks(row: row, columns: column..<column + used) }
        for cell in text where cell.width > 0 {
            guard used < limit else { return }
            if cell.width == 2, used + 1 == limit {
                let base: Unicode.Scalar = limit == 1 ? "\u{FFFD}" : " "
                cells[start + used] = Cell(base: base, width: 1, role: cell.role)
                used += 1
                return
            }
            cells[start + used] = cell
            if cell.width == 2 { cells[start + used + 1] = .continuation(cell.role) }
            used += Int(cell.width)
        }
    }

    /// Fills a row or a part of it with one character of width 1.
    mutating func fill(
        row: Int,
        columns: Range<Int>,
        with base: Unicode.Scalar = " ",
        _ role: TextRole
    ) {
        guard (0..<size.rows).contains(row) else { return }
        removeLinks(row: row, columns: columns)
        for column in columns.clamped(to: 0..<size.columns) {
            cells[row * size.columns + column] = Cell(base: base, width: 1, role: role)
        }
    }

    /// Makes what stands there a link; columns beyond the right edge are left off.
    mutating func addLink(_ target: LinkTarget, row: Int, columns: Range<Int>) {
        let columns = columns.clamped(to: 0..<size.columns)
        guard (0..<size.rows).contains(row), !columns.isEmpty else { return }
        links.append(ScreenLink(row: row, columns: columns, target: target))
    }

    /// The link at a cell, if there is one.
    func link(atRow row: Int, column: Int) -> LinkTarget? {
        links.first { $0.row == row && $0.columns.contains(column) }?.target
    }

    private mutating func removeLinks(row: Int, columns: Range<Int>) {
        guard !links.isEmpty else { return }
        links.removeAll { $0.row == row && $0.columns.overlaps(columns) }
    }

    /// The same picture with ASCII in place of our frames and symbols, for other character sets
    /// than UTF-8.
    func inASCII() -> Screen {
        var screen = self
        for index in cells.indices {
            if let base = cells[index].base.asciiForm { screen.cells[index].base = base }
        }
        return screen
    }
}
