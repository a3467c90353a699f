/// A character that is typed is shown before anything else is done about it: whoever types feels how long that
/// takes, and all else that a key sets off, in a flood of messages above all, takes longer.
extension Screen {
    /// What this screen becomes when a key types at the end of the input line; `nil` where more happens.
    ///
    /// A guess: the frame that the model is drawn into is compared with it like with any other.
    func typing(_ key: Key, in model: borrowing Model) -> Screen? {
        guard let cursor, let scalar = key.typed, model.takesTyping,
            let cell = InputLineView.cell(scalar), cell.width == 1,
            isFree(cursor.column...cursor.column + 1, row: cursor.row)
        else { return nil }
        var screen = self
        screen.write(CollectionOfOne(cell), row: cursor.row, column: cursor.column)
        screen.cursor?.column += 1
        return screen
    }

    /// Whether nothing stands there; the text of the input line would.
    private func isFree(_ columns: ClosedRange<Int>, row: Int) -> Bool {
        guard columns.upperBound < size.columns else { return false }
        return withRow(row) { cells in columns.allSatisfy { cells[$0] == .blank(.text) } }
    }
}

extension Model {
    /// Whether keys that type go into the message.
    fileprivate var takesTyping: Bool {
        keyPrefix == nil && question != .sendLong && focus == .message
    }
}
