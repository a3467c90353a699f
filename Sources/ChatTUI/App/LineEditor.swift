/// The input line: text, cursor, kill ring, undo, history. Pure.
struct LineEditor: Sendable {
    /// The text, line feeds included.
    var text = ""
    /// Characters before the cursor.
    var cursor = 0
}
