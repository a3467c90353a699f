/// The messages of the shown room: from the newest line upwards, or from where the person
/// scrolled to.
struct MessagePaneView {
    private let area: Layout.Area
    private let scroll: ScrollPosition
    private let rows: MessageRows

    /// `nil` if no room is shown, or nothing of it.
    init?(_ model: Model, area: Layout.Area) {
        guard let room = model.currentRoom, area.rows > 0 else { return nil }
        self.area = area
        scroll = room.scroll
        rows = MessageRows(
            room,
            pane: area.size,
            showsTime: model.showsTime,
            nick: model.shownNick,
            now: model.now,
            settings: model.settings
        )
    }

    func draw(on screen: inout Screen, cache: inout RowCache) {
        cache.begin(rows.style)
        let parts = visibleParts(&cache)
        var place = area
        place.row += area.rows - parts.reduce(0) { $0 + $1.rows.count }
        for part in parts {
            for row in part.rows {
                part.block.draw(row: row, on: &screen, area: place)
                place.row += 1
            }
        }
    }

    /// The rows of a line that are visible.
    private struct Part {
        let block: RowBlock
        let rows: Range<Int>
    }

    /// The visible lines from above, with as many rows as the area has if there are so many.
    private func visibleParts(_ cache: inout RowCache) -> [Part] {
        let anchor = rows.anchor(of: scroll)
        var upwards: [Part] = []
        var left = area.rows
        var hidden = anchor.rowsBelow
        for index in stride(from: anchor.index, through: 0, by: -1) where left > 0 {
            let block = cache.block(rows.source(at: index), rows.style)
            let end = block.count - hidden
            upwards.append(Part(block: block, rows: max(end - left, 0)..<end))
            left -= min(end, left)
            hidden = 0
        }
        // Scrolled close to the start, or the window grew: what is below fills the rest.
        var parts = Array(upwards.reversed())
        hidden = anchor.rowsBelow
        for index in max(anchor.index, 0)..<max(rows.count, 0) where left > 0 {
            let block = cache.block(rows.source(at: index), rows.style)
            let start = index == anchor.index ? block.count - hidden : 0
            let end = min(start + left, block.count)
            parts.append(Part(block: block, rows: start..<end))
            left -= end - start
        }
        return parts
    }
}
