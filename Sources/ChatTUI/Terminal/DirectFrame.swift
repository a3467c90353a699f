/// A frame that is written past ncurses, because nothing changes but a few cells of one row, or the place
/// of the cursor: what a key that types does.
///
/// ncurses would look through the whole screen for it, which takes longer than all the rest of the key.
struct DirectFrame {
    /// What is to be written.
    private(set) var bytes: [UInt8]

    /// `nil` where it takes ncurses: more changes, the cursor comes or goes, or the row is written up to
    /// its end, where terminals differ in what they do with the cursor.
    ///
    /// - Parameters:
    ///   - cursor: Where the terminal's cursor is, unless it is hidden.
    ///   - next: What it is to show.
    ///   - changes: Where that differs from what it shows.
    ///   - style: How roles look.
    init?(
        from cursor: Screen.Cursor?,
        to next: borrowing Screen,
        _ changes: [RowChange],
        style: (TextRole) -> Style
    ) {
        guard changes.count <= 1, var cursor, let end = next.cursor
        else { return nil }
        bytes = []
        var isCertain = true
        if let change = changes.first {
            guard change.columns.upperBound < next.size.columns else { return nil }
            let start = Screen.Cursor(row: change.row, column: change.columns.lowerBound)
            if cursor != start { move(to: start) }
            let cells = next[change.row][change.columns]
            CellSequence.append(cells, style: style, to: &bytes)
            cursor = Screen.Cursor(row: change.row, column: change.columns.upperBound)
            // Where terminals disagree how wide a character is, it is not where we take it to be.
            isCertain = cells.allSatisfy { $0.width == 1 && !$0.hasMarks }
        }
        if cursor != end || !isCertain { move(to: end) }
    }

    private mutating func move(to cursor: Screen.Cursor) {
        CellSequence.appendCursor(row: cursor.row, column: cursor.column, to: &bytes)
    }
}
