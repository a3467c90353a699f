/// What makes a terminal of xterm's family show one screen after another: ECMA-48, and OSC 8 for links.
///
/// Between frames the terminal has the default look, no link, and the cursor in the place that the
/// screen says. It does not wrap at the right edge (DECAWM is off): where it takes a character for wider
/// than we do, what follows never reaches another row.
struct FrameSequence {
    /// What is to be written; empty where both screens look the same.
    private(set) var bytes: [UInt8] = []
    private let palette: Palette
    private let columns: Int
    /// Where the cursor is, as far as we know.
    private var place: Screen.Cursor?
    /// Whether it is there on any terminal: they disagree how wide some characters are.
    private var isCertain = true
    /// The role whose look was set last; `nil` for the default look.
    private var look: Int?

    /// - Parameters:
    ///   - shown: What the terminal shows, of the same size; `nil` if that is not known.
    ///   - next: What it is to show.
    ///   - palette: How roles look.
    init(from shown: Screen?, to next: Screen, _ palette: Palette) {
        self.palette = palette
        columns = next.size.columns
        place = shown?.cursor
        let base = shown.map { scroll($0, to: next) } ?? clear(next.size)
        for change in RowChange.all(from: base, to: next) { append(change, of: next) }
        appendLook(nil)
        let wasVisible = shown.map { $0.cursor != nil }
        if let cursor = next.cursor {
            move(to: cursor)
            if wasVisible != true { bytes.append("\u{1B}[?25h") }
        } else if wasVisible != false {
            bytes.append("\u{1B}[?25l")
        }
    }

    /// Empties the screen; `nil` if what is then shown depends on the terminal.
    private mutating func clear(_ size: Size) -> Screen? {
        bytes.append("\u{1B}[0m\u{1B}[H\u{1B}[2J")
        place = Screen.Cursor(row: 0, column: 0)
        // Not all of them erase with a background.
        return palette.hasDefaultLook(TextRole.text.index) ? Screen(size: size) : nil
    }

    /// Has the terminal move rows that are shown already; what it then shows.
    private mutating func scroll(_ shown: Screen, to next: Screen) -> Screen {
        guard palette.hasDefaultLook(TextRole.text.index),
            let scroll = RowScroll(from: shown, to: next)
        else { return shown }
        append("\u{1B}[", scroll.rows.lowerBound + 1, ";", scroll.rows.upperBound, "r")
        if scroll.distance > 0 {
            append("\u{1B}[", scroll.rows.upperBound, ";", 1, "H")
            bytes += Array(repeating: UInt8(ascii: "\n"), count: scroll.distance)
        } else {
            append("\u{1B}[", scroll.rows.lowerBound + 1, ";", 1, "H")
            for _ in scroll.distance..<0 { bytes.append("\u{1B}M") }
        }
        // All rows again, which takes the cursor to the first one (DECSTBM).
        bytes.append("\u{1B}[r")
        (place, isCertain) = (Screen.Cursor(row: 0, column: 0), true)
        var scrolled = shown
        scrolled.scroll(rows: scroll.rows, by: scroll.distance)
        return scrolled
    }

    private mutating func append(_ change: RowChange, of screen: Screen) {
        let cells = screen[change.row]
        var column = change.columns.lowerBound
        for link in screen.links where link.row == change.row {
            let linked = link.columns.clamped(to: column..<change.columns.upperBound)
            guard !linked.isEmpty else { continue }
            append(cells[column..<linked.lowerBound], row: change.row)
            move(to: Screen.Cursor(row: change.row, column: linked.lowerBound))
            bytes += OperatingSystemCommand.link(link.target)
            append(cells[linked], row: change.row)
            bytes += OperatingSystemCommand.linkEnd
            column = linked.upperBound
        }
        append(cells[column..<change.columns.upperBound], row: change.row)
    }

    /// Adds characters side by side; the first is in the column of its index.
    private mutating func append(_ cells: ArraySlice<Cell>, row: Int) {
        for (column, cell) in zip(cells.indices, cells) where cell.width > 0 {
            let isSimple = cell.surelyTakesOneColumn
            let target = Screen.Cursor(row: row, column: column)
            if place != target || isSimple && !isCertain { move(to: target) }
            appendLook(cell.roleIndex)
            append(cell)
            let end = column + Int(cell.width)
            // At the edge it is on the last character or behind it.
            place = end < columns ? Screen.Cursor(row: row, column: end) : nil
            isCertain = isSimple
        }
    }

    private mutating func append(_ cell: Cell) {
        guard cell.hasMarks else { return append(cell.base) }
        // Some would put the marks of the last column on the character before, if they may not wrap.
        let isAtEdge = place.map { $0.column + Int(cell.width) == columns } ?? true
        if isAtEdge { bytes.append(TerminalSequences.wrap) }
        cell.scalars.forEach { append($0) }
        if isAtEdge { bytes.append(TerminalSequences.noWrap) }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if scalar.isASCII {
            bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        } else if let encoded = UTF8.encode(scalar) {
            bytes.append(contentsOf: encoded)
        }
    }

    /// Gives what follows the look of a role, or the default one.
    private mutating func appendLook(_ role: Int?) {
        guard look != role else { return }
        if palette.style(look) != palette.style(role) { bytes += palette.sequence(role) }
        look = role
    }

    /// Places the cursor, unless it surely is there (CUP, ECMA-48 8.3.21).
    private mutating func move(to cursor: Screen.Cursor) {
        guard place != cursor || !isCertain else { return }
        append("\u{1B}[", cursor.row + 1, ";", cursor.column + 1, "H")
        (place, isCertain) = (cursor, true)
    }

    /// A control sequence of two numbers.
    private mutating func append(
        _ start: StaticString,
        _ first: Int,
        _ separator: StaticString,
        _ second: Int,
        _ end: StaticString
    ) {
        bytes.append(start)
        append(decimal: first)
        bytes.append(separator)
        append(decimal: second)
        bytes.append(end)
    }

    private mutating func append(decimal number: Int) {
        if number >= 10 { append(decimal: number / 10) }
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}

extension Cell {
    /// Whether terminals agree on its width: they do on letters of European scripts and on what boxes
    /// are drawn of, less on symbols, emoji, and scripts whose letters join.
    fileprivate var surelyTakesOneColumn: Bool {
        width == 1 && !hasMarks
            && (base.value < 0x590 || (0x2500...0x257F).contains(base.value))
    }
}
