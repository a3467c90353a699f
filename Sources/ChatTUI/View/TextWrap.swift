/// Breaks text into rows.
///
/// Between words, where the blanks at the break vanish; around wide characters, which have no
/// blanks between them; at a line end. A word that is longer than a row, a link mostly, starts
/// where it stands and breaks at the edge only, so that it can still be copied in one piece.
/// Takes linear time.
struct TextWrap {
    private let cells: [Cell]
    private let width: Int
    private let indent: Int

    private var rows: [Range<Int>] = []
    private var rowStart = 0
    private var rowEnd = 0
    /// Columns taken in the current row by `rowStart..<rowEnd`.
    private var column = 0

    /// Breaks text into rows.
    ///
    /// - Parameters:
    ///   - cells: Text without continuation cells; wide ones count as 1 where only one column is
    ///     left to a row.
    ///   - width: Columns of a row, at least 1.
    ///   - indent: Columns that all rows but the first leave free; ignored if it left less
    ///     than two.
    /// - Returns: The ranges of cells that make up the rows; at least one.
    static func rows(_ cells: [Cell], width: Int, indent: Int = 0) -> [Range<Int>] {
        var wrap = TextWrap(cells: cells, width: width, indent: indent)
        wrap.run()
        return wrap.rows
    }

    private init(cells: [Cell], width: Int, indent: Int) {
        self.cells = cells
        self.width = max(width, 1)
        // Two columns at least, so that a wide character fits wherever one fits at all.
        self.indent = indent + 2 <= width ? max(indent, 0) : 0
    }

    private var available: Int { rows.isEmpty ? width : width - indent }

    private mutating func run() {
        var index = 0
        while index < cells.count {
            if cells[index].isLineEnd {
                endRow(nextStart: index + 1)
                index += 1
                continue
            }
            let wordStart = skipBlanks(from: index)
            let wordEnd = endOfWord(from: wordStart)
            place(blanks: index..<wordStart, word: wordStart..<wordEnd)
            index = wordEnd
        }
        endRow(nextStart: cells.count)
    }

    private func skipBlanks(from start: Int) -> Int {
        var index = start
        while index < cells.count, cells[index].base == " " { index += 1 }
        return index
    }

    /// A wide character is a word of its own.
    private func endOfWord(from start: Int) -> Int {
        guard start < cells.count, cells[start].width < 2 else {
            return min(start + 1, cells.count)
        }
        var index = start
        while index < cells.count, cells[index].width < 2,
            cells[index].base != " ", !cells[index].isLineEnd
        { index += 1 }
        return index
    }

    private mutating func place(blanks: Range<Int>, word: Range<Int>) {
        let wordWidth = width(of: word)
        let isEmptyRow = rowEnd == rowStart
        guard !word.isEmpty else {
            // Blanks before a line end: as many as the row has room for.
            rowEnd = blanks.lowerBound + min(blanks.count, max(available - column, 0))
            return
        }
        if column + blanks.count + wordWidth <= available {
            take(blanks.lowerBound..<word.upperBound, columns: blanks.count + wordWidth)
        } else if !(isEmptyRow && blanks.isEmpty),
            wordWidth <= width - indent || column + blanks.count >= available
        {
            if isEmptyRow {
                // The text begins with more blanks than there is room for.
                (rowStart, rowEnd) = (word.lowerBound, word.lowerBound)
            } else {
                endRow(nextStart: word.lowerBound)
            }
            place(blanks: word.lowerBound..<word.lowerBound, word: word)
        } else {
            placeLong(blanks: blanks, word: word)
        }
    }

    /// Fills rows to the edge.
    private mutating func placeLong(blanks: Range<Int>, word: Range<Int>) {
        for index in blanks.lowerBound..<word.upperBound {
            let cellWidth = width(of: index..<index + 1)
            if column + cellWidth > available { endRow(nextStart: index) }
            take(index..<index + 1, columns: cellWidth)
        }
    }

    private mutating func take(_ range: Range<Int>, columns: Int) {
        rowEnd = range.upperBound
        column += columns
    }

    private mutating func endRow(nextStart: Int) {
        rows.append(rowStart..<max(rowEnd, rowStart))
        rowStart = nextStart
        rowEnd = nextStart
        column = 0
    }

    private func width(of range: Range<Int>) -> Int {
        cells[range].reduce(0) { $0 + min(Int($1.width), width - indent) }
    }
}
