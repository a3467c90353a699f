/// The messages of the shown room: from the newest line upwards, or from where the person
/// scrolled to.
struct MessagePaneView {
    let model: Model
    let area: Layout.Area

    func draw(on screen: inout Screen) {
        guard let room = model.currentRoom, area.rows > 0 else { return }
        let rows = MessageRows(
            room,
            pane: area.size,
            showsTime: model.showsTime,
            nick: model.shownNick,
            now: model.now,
            settings: model.settings
        )
        let visible = visibleRows(of: room, rows)
        let top = area.row + area.rows - visible.count
        for (offset, row) in visible.enumerated() {
            screen.write(row.cells, row: top + offset, column: area.column, limit: area.columns)
            for link in row.links {
                let columns = link.columns.clamped(to: 0..<area.columns)
                screen.addLink(
                    link.target,
                    row: top + offset,
                    columns: area.column + columns.lowerBound..<area.column + columns.upperBound
                )
            }
        }
    }

    private struct Row {
        var cells: [Cell]
        var links: [(columns: Range<Int>, target: LinkTarget)]
    }

    private func rows(_ part: Slice<RowBlock>) -> [Row] {
        guard !part.isEmpty else { return [] }
        let links = CellLink.links(in: part.base.cells)
        return part.indices.map { index in
            Row(cells: part[index], links: part.base.links(inRow: index, of: links))
        }
    }

    private func visibleRows(of room: RoomModel, _ rows: MessageRows) -> [Row] {
        let blocks = PaneBlocks(room, rows)
        let anchor = blocks.anchor(of: room.scroll)
        var visible: [Row] = []
        var index = anchor.block
        if index >= 0 {
            visible += self.rows(
                blocks.rows(at: index).dropLast(anchor.rowsBelow).suffix(area.rows)
            )
            while visible.count < area.rows, index > 0 {
                index -= 1
                let part = blocks.rows(at: index).suffix(area.rows - visible.count)
                visible = self.rows(part) + visible
            }
        }
        // Scrolled close to the start, or the window grew: what is below fills the rest.
        index = anchor.block
        var cut = anchor.rowsBelow
        while visible.count < area.rows, index < blocks.count {
            if index >= 0 {
                visible += self.rows(
                    blocks.rows(at: index).suffix(cut).prefix(area.rows - visible.count)
                )
            }
            index += 1
            cut = .max
        }
        return visible
    }
}

/// The lines of the log followed by the unconfirmed own lines, each a block of rows.
struct PaneBlocks {
    private let room: RoomModel
    private let rows: MessageRows

    init(_ room: RoomModel, _ rows: MessageRows) {
        self.room = room
        self.rows = rows
    }

    var count: Int { room.log.count + room.pending.count }

    func rows(at index: Int) -> RowBlock {
        let lines = room.log.count
        return index < lines ? rows.line(at: index) : rows.pending(at: index - lines)
    }

    /// The lowest visible block, -1 if there is none, and how many of its rows are below the edge.
    func anchor(of position: ScrollPosition) -> (block: Int, rowsBelow: Int) {
        guard case .line(let number, let rowsBelow) = position, room.log.count > 0 else {
            return (count - 1, 0)
        }
        let index = room.log.index(ofLine: number)
        guard index < room.log.count else { return (count - 1, 0) }
        return (index, min(rowsBelow, max(rows(at: index).count - 1, 0)))
    }
}
