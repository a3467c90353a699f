import Wire

/// Asks whether a long text is to be sent, above the text: all of it, or where that has no room its
/// beginning and how many lines follow.
struct PasteQuestionView {
    private let model: Model
    private let columns: Int
    private let lineCount: Int

    init(_ model: Model, columns: Int) {
        self.model = model
        self.columns = max(columns, 1)
        lineCount = lines(of: model.enteredText)
    }

    private var input: InputLineView { InputLineView(model, columns: columns) }

    /// A row for the question and one for the text at least, even if `most` is less.
    func rowCount(atMost most: Int) -> Int {
        let text = input.rowCount(atMost: max(most, 2))
        return 1 + (text < most ? text : 1)
    }

    /// Draws the question, and the text below it where there is a row for it.
    func draw(on screen: inout Screen, area: Layout.Area) {
        screen.write(question, row: area.row, column: area.column, limit: area.columns)
        screen.cursor = nil
        guard area.rows > 1 else { return }
        var below = area
        below.row += 1
        below.rows -= 1
        if input.rowCount(atMost: below.rows + 1) <= below.rows {
            input.draw(on: &screen, area: below)
        } else {
            drawSummary(on: &screen, area: below)
        }
    }

    /// The longest wording that fits.
    private var question: [Cell] {
        let what: DisplayText =
            lineCount > 1
            ? "send \(lineCount) lines as one" : "send \(model.editor.text.count) characters"
        let (keys, edit) = (model.keyMap, model.keyMap.hint(.back, ": edit"))
        var wordings = [
            [keys.hint(.send, ": \(what)"), edit], [keys.hint(.send, ": send"), edit],
        ]
        if lineCount > 1 {
            wordings.insert([keys.hint(.send, ": \(what)"), "l: line by line", edit], at: 0)
        }
        let rows = wordings.map { words in
            CellText.cells(words.compactMap { $0 }.joined(separator: " · "), .prompt)
        }
        return rows.first { $0.columns <= columns } ?? rows[rows.count - 1].clipped(to: columns)
    }

    /// The first line and the number of the others: `@@ -1,7 +1,9 @@ func ping() {… +36`.
    private func drawSummary(on screen: inout Screen, area: Layout.Area) {
        let text = model.enteredText.utf8
        let first = text.prefix { $0 != UInt8(ascii: "\n") }
        // No cell has more than these bytes, so that only what can be seen is cleaned.
        let shown = DisplayText(cleaning: first.prefix(columns * 20)).oneLine
        let rest: DisplayText = lineCount > 1 ? "… +\(lineCount - 1)" : ""
        let end = CellText.cells(rest, .faint)
        // The column of the cursor is kept free.
        let room = columns - end.columns - 1
        var row = CellText.cells(shown)
        if row.columns > room {
            row = row.clipped(to: max(room + (end.isEmpty ? 0 : 1), 0))
            if !end.isEmpty { row = row.dropLast() }
        }
        row += end
        screen.write(row, row: area.row, column: area.column, limit: area.columns)
        let column = min(row.columns, area.columns - 1)
        screen.cursor = Screen.Cursor(row: area.row, column: area.column + max(column, 0))
    }
}
