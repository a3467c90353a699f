import Wire

/// The joined rooms with what waits in them, beside the message pane.
struct RoomListView {
    private let model: Model
    private let area: Layout.Area
    private let firstRow: Int
    /// The room in the first row: more than zero when they do not all fit.
    private let firstRoom: Int

    init(_ model: Model, area: Layout.Area) {
        self.model = model
        self.area = area
        firstRow = area.rows >= 6 ? 2 : 0
        let visible = max(area.rows - firstRow, 1)
        firstRoom = max(0, min(model.current - visible / 2, model.rooms.count - visible))
    }

    /// The index of the room in this row of the screen, if there is one.
    func room(atRow row: Int) -> Int? {
        let offset = row - area.row - firstRow
        guard offset >= 0, area.row + area.rows > row else { return nil }
        let index = firstRoom + offset
        return model.rooms.indices.contains(index) ? index : nil
    }

    func draw(on screen: inout Screen) {
        for row in area.row..<area.row + area.rows {
            let border = [Cell(base: "│", width: 1, role: .rule)]
            screen.write(border, row: row, column: area.column + area.columns)
            guard let index = room(atRow: row) else { continue }
            screen.write(
                entry(at: index),
                row: row,
                column: area.column,
                limit: area.columns
            )
        }
        guard firstRow > 0 else { return }
        let isUp = model.rooms.contains { $0.connection == .connected }
        let mark: DisplayText = isUp ? "●" : (model.rooms.first?.connection.mark ?? "")
        let header = heading(columns: area.columns - 2)
        screen.write(header, row: area.row, column: area.column, limit: area.columns)
        screen.write(
            CellText.cells(mark, .faint),
            row: area.row,
            column: area.column + area.columns - 1
        )
    }

    /// The server; without its port, then shortened in the middle, where there is no room for it.
    private func heading(columns: Int) -> [Cell] {
        let whole = CellText.cells(model.server.oneLine, .faint)
        guard whole.columns > columns else { return whole }
        let host = CellText.cells(DisplayText(cleaning: model.url.host).oneLine, .faint)
        return host.clippedInside(to: columns)
    }

    private func entry(at index: Int) -> [Cell] {
        let room = model.rooms[index]
        let isCurrent = index == model.current
        let role: TextRole = isCurrent ? .currentRoom : .text
        let number: DisplayText = index < 10 ? "\((index + 1) % 10)" : " "
        let badge = badge(of: room)
        let start = CellText.cells((isCurrent ? "▌" : " ") + number + " ", role)
        let titleColumns = area.columns - start.columns - (badge.isEmpty ? 0 : badge.columns + 1)
        let title = CellText.cells(room.title.oneLine, role)
            .clipped(to: max(titleColumns, 0))
        let free = area.columns - start.columns - title.columns - badge.columns
        return start + title + Array(repeating: .blank(.text), count: max(free, 0)) + badge
    }

    private func badge(of room: RoomModel) -> [Cell] {
        var cells: [Cell] = []
        if room.connection != .connected {
            cells = CellText.cells(room.connection.mark, .faint)
        }
        guard let count = room.unreadBadge else { return cells }
        if !cells.isEmpty { cells.append(.blank(.text)) }
        return cells + CellText.cells(count, room.mentions > 0 ? .unreadMention : .unread)
    }
}

extension RoomModel {
    /// `3`, or `3!` when one of them names us; `nil` when nothing is unread.
    var unreadBadge: DisplayText? {
        guard unread > 0 else { return nil }
        let count: DisplayText = unread > 999 ? "999+" : "\(unread)"
        return mentions > 0 ? "\(count)!" : count
    }
}

extension RoomModel.Connection {
    /// One character for the state.
    var mark: DisplayText {
        switch self {
        case .connected: "●"
        case .connecting: "◌"
        case .waiting: "○"
        case .ended: "▲"
        }
    }
}
