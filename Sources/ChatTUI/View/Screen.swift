import Wire

/// A picture of the terminal: cells in rows, and where the cursor is.
struct Screen: Equatable, Sendable {
    /// Where the cursor is; the top left cell is (0, 0).
    struct Cursor: Equatable, Sendable {
        var row: Int
        var column: Int
    }

    let size: Size
    /// The rows in two parts: a screen that shares the upper one with another is made and compared
    /// without a look at its rows.
    private var upper: [[Cell]]
    private var lower: [[Cell]]
    /// `nil` hides the cursor.
    var cursor: Cursor?
    /// Links, by rows and columns; what is written over a link takes it away.
    private(set) var links: [ScreenLink] = []
    /// The name of the window; empty leaves it as it is.
    var title: DisplayText = ""

    /// A blank screen, of which so many rows at the bottom change more often than the others.
    init(size: Size, lowerRows: Int = 0) {
        self.size = Size(columns: max(size.columns, 0), rows: max(size.rows, 0))
        let lowerRows = min(max(lowerRows, 0), self.size.rows)
        let blank = Array(repeating: Cell.blank(.text), count: self.size.columns)
        upper = Array(repeating: blank, count: self.size.rows - lowerRows)
        lower = Array(repeating: blank, count: lowerRows)
    }

    /// All rows.
    var rows: [[Cell]] { upper + lower }

    /// A row, with one cell a column; a wide character is followed by its ``Cell/continuation(_:)``.
    subscript(row: Int) -> [Cell] { row < upper.count ? upper[row] : lower[row - upper.count] }

    /// Gives the cells of a row to read, without a copy or a reference of them.
    func withRow<Result>(_ row: Int, _ read: (UnsafeBufferPointer<Cell>) -> Result) -> Result {
        row < upper.count
            ? upper[row].withUnsafeBufferPointer(read)
            : lower[row - upper.count].withUnsafeBufferPointer(read)
    }

    /// Whether a row has the same cells as some row of another screen.
    func isRow(_ row: Int, sameAs other: Int, of screen: borrowing Screen) -> Bool {
        withRow(row) { cells in screen.withRow(other) { cells.isSame(as: $0) } }
    }

    private mutating func change<Result>(
        row: Int,
        _ change: (UnsafeMutableBufferPointer<Cell>) -> Result
    ) -> Result {
        if row < upper.count {
            upper[row].withUnsafeMutableBufferPointer { change($0) }
        } else {
            lower[row - upper.count].withUnsafeMutableBufferPointer { change($0) }
        }
    }

    /// So many rows at the top are the same as those of another screen, as they share their memory.
    func rowsShared(with other: Screen) -> Int {
        let isSame = upper.withUnsafeBufferPointer { rows in
            other.upper.withUnsafeBufferPointer { $0.baseAddress == rows.baseAddress }
        }
        return isSame && upper.count == other.upper.count ? upper.count : 0
    }

    static func == (left: Screen, right: Screen) -> Bool {
        left.size == right.size && left.cursor == right.cursor && left.title == right.title
            && left.links == right.links && left.rows == right.rows
    }

    /// Writes cells side by side, no further than `limit` columns or the right edge.
    ///
    /// A wide character whose right half has no place becomes a blank, or U+FFFD where the whole
    /// place is one column.
    mutating func write(_ text: some Sequence<Cell>, row: Int, column: Int, limit: Int = .max) {
        guard (0..<size.rows).contains(row), column >= 0, column < size.columns else { return }
        let limit = min(limit, size.columns - column)
        guard limit > 0 else { return }
        let used = change(row: row) { cells in
            Self.write(text, into: UnsafeMutableBufferPointer(rebasing: cells[column...]), limit)
        }
        removeLinks(row: row, columns: column..<column + used)
    }

    /// Writes cells from the first place on and returns how many places they took.
    private static func write(
        _ text: some Sequence<Cell>,
        into places: UnsafeMutableBufferPointer<Cell>,
        _ limit: Int
    ) -> Int {
        var used = 0
        for cell in text where cell.width > 0 {
            guard used < limit else { break }
            if cell.width == 2, used + 1 == limit {
                let base: Unicode.Scalar = limit == 1 ? "\u{FFFD}" : " "
                places[used] = Cell(base: base, width: 1, role: cell.role)
                return used + 1
            }
            places[used] = cell
            if cell.width == 2 { places[used + 1] = .continuation(cell.role) }
            used += Int(cell.width)
        }
        return used
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
        let cell = Cell(base: base, width: 1, role: role)
        let columns = columns.clamped(to: 0..<size.columns)
        change(row: row) { $0[columns].update(repeating: cell) }
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

    /// Moves rows upwards by a distance, or downwards if that is negative, within a part of the screen;
    /// what becomes free is blank.
    mutating func scroll(rows: Range<Int>, by distance: Int) {
        let before = self
        let blank = Array(repeating: Cell.blank(.text), count: size.columns)
        for row in rows {
            let source = row + distance
            let cells = rows.contains(source) ? before[source] : blank
            if row < upper.count { upper[row] = cells } else { lower[row - upper.count] = cells }
        }
        links = links.compactMap { link in
            guard rows.contains(link.row) else { return link }
            let row = link.row - distance
            guard rows.contains(row) else { return nil }
            return ScreenLink(row: row, columns: link.columns, target: link.target)
        }
    }

    /// The same picture with ASCII in place of our frames and symbols, for other character sets
    /// than UTF-8.
    func inASCII() -> Screen {
        var screen = self
        for row in 0..<size.rows {
            screen.change(row: row) { cells in
                for column in cells.indices {
                    if let base = cells[column].base.asciiForm { cells[column].base = base }
                }
            }
        }
        return screen
    }
}
