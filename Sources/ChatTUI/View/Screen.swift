/// A picture of the terminal: cells in rows, and where the cursor is. Pure.
struct Screen: Equatable, Sendable {
    var size: Size
}

/// Draws the model.
func view(_ model: Model) -> Screen {
    Screen(size: model.size)
}
