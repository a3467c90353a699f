import Wire

/// The input line with its prompt.
///
/// Long lines wrap at the edge, so that typing moves nothing but the cursor.
///
/// Columns come from the same width-safe cells as everywhere, so the cursor never drifts.
struct InputLineView {
    private let text: String
    private let cursor: Int
    private let prompt: [Cell]
    private let columns: Int

    private static let promptEnd = CellText.cells("> ", .prompt)

    init(_ editor: LineEditor, prompt: [Cell], columns: Int) {
        text = editor.text
        cursor = editor.cursor
        self.prompt = prompt
        self.columns = max(columns, 1)
    }

    /// The message that is being written.
    init(_ model: borrowing Model, columns: Int) {
        var prompt = CellText.cells(DisplayText(cleaning: model.shownNick).oneLine, .prompt)
        if prompt.columns > columns / 3 - Self.promptEnd.count { prompt = [] }
        if !prompt.isEmpty || columns >= 6 { prompt += Self.promptEnd }
        self.init(model.editor, prompt: prompt, columns: columns)
    }

    /// How many rows the text takes, but no more than `most`; at least 1.
    func rowCount(atMost most: Int) -> Int {
        guard !surelyFitsOneRow else { return 1 }
        var rows = InputRows(width: columns - prompt.columns, keep: most)
        rows.lay(text, cursor: cursor) { $0.rowCount < most }
        return min(max(rows.rowCount, 1), max(most, 1))
    }

    /// Whether one row holds the text and the cursor behind it, told by its bytes.
    ///
    /// A printable ASCII character takes one column, and no other byte more than four: a TAB does, and
    /// an escape where the character set has nothing better.
    private var surelyFitsOneRow: Bool {
        var left = columns - prompt.columns
        for byte in text.utf8 {
            left -= (0x20..<0x7F).contains(byte) ? 1 : byte == UInt8(ascii: "\n") ? columns : 4
            guard left > 0 else { return false }
        }
        return true
    }

    /// Draws the part of the text around the cursor, and sets the cursor.
    func draw(on screen: inout Screen, area: Layout.Area) {
        guard area.rows > 0, area.columns > 0 else { return }
        guard area.rows > 1 else { return drawOneRow(on: &screen, area: area) }
        var rows = InputRows(width: columns - prompt.columns, keep: area.rows)
        rows.lay(text, cursor: cursor) { rows in
            rows.cursor.map { rows.rowCount <= $0.row + area.rows } ?? true
        }
        let cursor = rows.cursor ?? Screen.Cursor(row: 0, column: 0)
        // The cursor in the middle, unless the text begins or ends closer than that.
        let top = max(0, min(cursor.row - area.rows / 2, rows.rowCount - area.rows))
        if top == 0 { screen.write(prompt, row: area.row, column: area.column) }
        for offset in 0..<area.rows {
            guard let cells = rows.row(top + offset) else { break }
            screen.write(cells, row: area.row + offset, column: area.column + prompt.columns)
        }
        let column = min(area.column + prompt.columns + cursor.column, area.columns - 1)
        screen.cursor = Screen.Cursor(row: area.row + cursor.row - top, column: column)
    }
}

extension InputLineView {
    /// The cell of a character that is one scalar and stays as it is, which most are; `nil` for others.
    static func cell(_ scalar: Unicode.Scalar) -> Cell? {
        guard DisplayText.keeps(scalar), let width = CellWidth.columns(of: scalar), width > 0
        else { return nil }
        return Cell(base: scalar, width: UInt8(width), role: .text)
    }

    /// Where there is room for one row only, the line with the cursor is shown as far as it fits.
    private func drawOneRow(on screen: inout Screen, area: Layout.Area) {
        let width = max(columns - prompt.columns, 1)
        var (before, after): ([Cell], [Cell]) = ([], [])
        for (index, character) in text.enumerated() {
            if index < cursor {
                if character.isLineEnd { before = [] }
                InputRows.append(character, to: &before)
            } else {
                guard !character.isLineEnd, after.count < width else { break }
                InputRows.append(character, to: &after)
            }
        }
        // The column of the cursor is kept free.
        var column = before.columns
        var hidden = 0
        while column >= width {
            column -= Int(before[hidden].width)
            hidden += 1
        }
        screen.write(prompt, row: area.row, column: area.column)
        screen.write(
            before.dropFirst(hidden) + after,
            row: area.row,
            column: area.column + prompt.columns
        )
        let cursorColumn = area.column + prompt.columns + column
        screen.cursor = Screen.Cursor(row: area.row, column: min(cursorColumn, area.columns - 1))
    }
}

/// Rows of the input line as they are laid out, of which only the newest are kept until the
/// cursor is found.
private struct InputRows {
    let width: Int
    /// Rows kept above the cursor.
    let keep: Int
    private(set) var rowCount = 1
    private(set) var cursor: Screen.Cursor?
    private var rows: [[Cell]] = [[]]
    private var firstKept = 0
    private var column = 0

    init(width: Int, keep: Int) {
        self.width = max(width, 1)
        self.keep = max(keep, 1)
    }

    func row(_ index: Int) -> [Cell]? {
        rows.indices.contains(index - firstKept) ? rows[index - firstKept] : nil
    }

    /// Lays out text as long as `wantsMore`; the cursor stands before the character with its
    /// number.
    mutating func lay(_ text: String, cursor position: Int, while wantsMore: (Self) -> Bool) {
        var index = 0
        var cells: [Cell] = []
        for character in text {
            guard wantsMore(self) else { return }
            cells.removeAll(keepingCapacity: true)
            Self.append(character, to: &cells)
            if let first = cells.first, column + min(Int(first.width), width) > width { endRow() }
            if index == position { markCursor() }
            index += 1
            if character.isLineEnd {
                endRow()
            } else {
                for cell in cells { place(cell) }
            }
        }
        if cursor == nil {
            if column >= width { endRow() }
            markCursor()
        }
    }

    private mutating func place(_ cell: Cell) {
        let cellWidth = min(Int(cell.width), width)
        if column + cellWidth > width { endRow() }
        rows[rows.count - 1].append(cell)
        column += cellWidth
    }

    private mutating func endRow() {
        rows.append([])
        rowCount += 1
        column = 0
        // Twice as many before it moves, so that moving costs little.
        if cursor == nil, rows.count > 2 * keep + 2 {
            firstKept += rows.count - keep - 1
            rows.removeFirst(rows.count - keep - 1)
        }
    }

    private mutating func markCursor() {
        cursor = Screen.Cursor(row: rowCount - 1, column: min(column, width - 1))
    }

    /// Adds the cells of a character; a line end has none.
    static func append(_ character: Character, to cells: inout [Cell]) {
        guard !character.isLineEnd else { return }
        let scalars = character.unicodeScalars
        if let scalar = scalars.first, scalars.dropFirst().isEmpty,
            let cell = InputLineView.cell(scalar)
        {
            cells.append(cell)
        } else {
            cells += CellText.cells(DisplayText(cleaning: String(character)).oneLine)
        }
    }
}

extension Character {
    /// Whether it ends a line: no other character begins with one of these (UAX #29, GB4 and GB5).
    fileprivate var isLineEnd: Bool {
        switch unicodeScalars.first?.value ?? 0 {
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}
