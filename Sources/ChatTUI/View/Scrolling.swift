/// Moves what the message pane shows by `rows` (positive: towards older lines), no further than
/// the log goes; at the newest line it becomes ``ScrollPosition/bottom``.
///
/// Unconfirmed own lines are below the log and have no position: they are passed in one step.
func scrolled(
    _ position: ScrollPosition,
    by rows: Int,
    in room: RoomModel,
    pane: Size,
    showsTime: Bool = true,
    settings: Settings = Settings()
) -> ScrollPosition {
    guard room.log.count > 0, pane.rows > 0 else { return position }
    if rows == 0, position == .bottom { return .bottom }
    let layout = MessageRows(room, pane: pane, showsTime: showsTime, settings: settings)
    let pendingRows = room.pending.indices.prefix(pane.rows).reduce(0) {
        $0 + layout.block(at: room.log.count + $1).count
    }
    var edge = LowerEdge(layout: layout, count: room.log.count)
    edge.place(position)
    let isAtBottom = edge.isAtBottom && position == .bottom
    if rows >= 0 {
        // Leaving the bottom hides the unconfirmed lines, which moves the view by as many rows.
        edge.moveUp(isAtBottom ? max(rows - pendingRows, 0) : rows)
        edge.keepFull(pane.rows)
        if edge.isAtBottom, pendingRows == 0 { return .bottom }
        let allFits = !edge.hasRowsAbove(max(pane.rows - pendingRows + 1, 1))
        if isAtBottom, edge.isAtBottom, allFits { return .bottom }
    } else {
        guard !isAtBottom else { return .bottom }
        let leftOver = edge.moveDown(-rows)
        if edge.isAtBottom, leftOver > 0 || pendingRows == 0 { return .bottom }
    }
    return .line(room.log.firstNumber + edge.index, rowsBelow: edge.rowsBelow)
}

/// The lower edge of the view as it moves over the lines of a log.
private struct LowerEdge {
    let layout: MessageRows
    let count: Int
    private(set) var index: Int
    private(set) var rowsBelow = 0

    init(layout: MessageRows, count: Int) {
        self.layout = layout
        self.count = count
        index = count - 1
    }

    var isAtBottom: Bool { index == count - 1 && rowsBelow == 0 }

    mutating func place(_ position: ScrollPosition) {
        (index, rowsBelow) = layout.anchor(of: position)
        if index >= count { (index, rowsBelow) = (count - 1, 0) }
    }

    mutating func moveUp(_ rows: Int) {
        var left = rows
        while left > 0 {
            let height = layout.block(at: index).count
            if rowsBelow + left < height {
                rowsBelow += left
                return
            }
            left -= height - rowsBelow
            guard index > 0 else {
                rowsBelow = height - 1
                return
            }
            index -= 1
            rowsBelow = 0
        }
    }

    /// Moves down and returns how many rows it could not go.
    mutating func moveDown(_ rows: Int) -> Int {
        var left = rows
        while left > 0 {
            if rowsBelow >= left {
                rowsBelow -= left
                return 0
            }
            left -= rowsBelow
            rowsBelow = 0
            guard index < count - 1 else { return left }
            index += 1
            rowsBelow = layout.block(at: index).count - 1
            left -= 1
        }
        return left
    }

    /// Whether the rows from here upwards fill a pane.
    func hasRowsAbove(_ rows: Int) -> Bool { missingRows(rows) == 0 }

    /// Moves down again when there is nothing left to show at the top.
    mutating func keepFull(_ rows: Int) {
        _ = moveDown(missingRows(rows))
    }

    private func missingRows(_ rows: Int) -> Int {
        var have = layout.block(at: index).count - rowsBelow
        var above = index
        while have < rows, above > 0 {
            above -= 1
            have += layout.block(at: above).count
        }
        return max(rows - have, 0)
    }
}
