import Wire

/// The joined rooms below their servers, with what waits in them, beside the message pane.
struct RoomListView {
    /// What a row shows.
    private enum Row {
        case blank
        case server(RoomGroup)
        /// A room by its index, and its number on screen.
        case room(Int, number: Int)
        /// Rooms that stand above or below what is shown.
        case hidden([Int], isAbove: Bool)

        var room: Int? {
            if case .room(let index, _) = self { index } else { nil }
        }
    }

    private let model: Model
    private let area: Layout.Area
    private let groups: [RoomGroup]
    private let rows: [Row]
    /// The first row of the whole list that is shown, and the most that this can be.
    let first: Int
    let maximumFirst: Int

    init(_ model: Model, area: Layout.Area) {
        self.model = model
        self.area = area
        groups = model.roomGroups
        let all = Self.rows(of: groups, space: area.rows)
        maximumFirst = max(all.count - area.rows, 0)
        let current = all.firstIndex { $0.room == model.current } ?? 0
        first = min(max(model.roomListScroll ?? current - area.rows / 2, 0), maximumFirst)
        rows = Self.window(all, first: first, count: area.rows)
    }

    /// The index of the room in this row of the screen, if there is one.
    func room(atRow row: Int) -> Int? {
        rows.indices.contains(row - area.row) ? rows[row - area.row].room : nil
    }

    /// Whether this row of the screen tells of rooms above what is shown (`true`) or below it.
    func hidesAbove(atRow row: Int) -> Bool? {
        guard rows.indices.contains(row - area.row),
            case .hidden(_, let isAbove) = rows[row - area.row]
        else { return nil }
        return isAbove
    }

    func draw(on screen: inout Screen) {
        let border = [Cell(base: "│", width: 1, role: .rule)]
        for offset in 0..<max(area.rows, 0) {
            let row = area.row + offset
            screen.write(border, row: row, column: area.column + area.columns)
            guard rows.indices.contains(offset) else { continue }
            screen.write(cells(of: rows[offset]), row: row, column: area.column, limit: columns)
        }
    }

    /// All rows, with blanks as far as there is space for them; a low list has no headings.
    private static func rows(of groups: [RoomGroup], space: Int) -> [Row] {
        let rooms = groups.reduce(0) { $0 + $1.rooms.count }
        let gaps = max(groups.count - 1, 0)
        let hasGaps = rooms + groups.count + gaps <= space
        let isAiry = rooms + 2 * groups.count + gaps <= space
        var (rows, number): ([Row], Int) = ([], 0)
        for group in groups {
            if !rows.isEmpty, hasGaps { rows.append(.blank) }
            if space >= 6 { rows.append(.server(group)) }
            if space >= 6, isAiry { rows.append(.blank) }
            for room in group.rooms {
                number += 1
                rows.append(.room(room, number: number))
            }
        }
        return rows
    }

    /// The rows from `first` on; where rooms are cut off, the row at the edge tells of them.
    private static func window(_ all: [Row], first: Int, count: Int) -> [Row] {
        let end = min(first + max(count, 0), all.count)
        var rows = Array(all[first..<end])
        guard count >= 4 else { return rows }
        if first > 0 { rows[0] = .hidden(all[...first].compactMap(\.room), isAbove: true) }
        if end < all.count {
            let hidden = all[(end - 1)...].compactMap(\.room)
            rows[rows.count - 1] = .hidden(hidden, isAbove: false)
        }
        return rows
    }

    /// The columns that are written to; on a wide screen a blank one keeps them off the border.
    private var columns: Int { area.columns - (area.columns >= 15 ? 1 : 0) }

    private func cells(of row: Row) -> [Cell] {
        switch row {
        case .blank: []
        case .server(let group): heading(group)
        case .room(let index, let number): entry(at: index, number: number)
        case .hidden(let rooms, let isAbove): hint(rooms, isAbove: isAbove)
        }
    }

    /// `left` and `right` at their edges, the left one cut as `cut` does.
    private func justified(
        _ left: [Cell],
        _ right: [Cell],
        cut: ([Cell], Int) -> [Cell] = { $0.clipped(to: $1) }
    ) -> [Cell] {
        let left = cut(left, max(columns - right.columns - (right.isEmpty ? 0 : 1), 0))
        let free = max(columns - left.columns - right.columns, 0)
        return left + Array(repeating: .blank(.text), count: free) + right
    }

    // MARK: Servers

    /// The server with how it is reached; without its port if that tells it from no other, then
    /// shortened in the middle, where there is no room for it.
    private func heading(_ group: RoomGroup) -> [Cell] {
        let connection = model.connection(of: group)
        let mark = CellText.cells(connection.mark, connection.markRole)
        let free = columns - mark.columns - 1
        let title = CellText.cells(group.title, .faint)
        let secure = title + CellText.cells(" wss", .faint)
        if group.isSecure, secure.columns <= free { return justified(secure, mark) }
        guard title.columns > free, let host = host(of: group) else {
            return justified(title, mark) { $0.clippedInside(to: $1) }
        }
        return justified(CellText.cells(host, .faint), mark) { $0.clippedInside(to: $1) }
    }

    /// The host that a server's title begins with; `nil` if that says less than the whole title.
    private func host(of group: RoomGroup) -> DisplayText? {
        guard let url = url(inTitleOf: group), url.socketPath == nil else { return nil }
        let hosts = groups.compactMap { self.url(inTitleOf: $0)?.host }
        guard hosts.count(where: { $0 == url.host }) == 1 else { return nil }
        return DisplayText(cleaning: url.host).oneLine
    }

    /// Where a server is that has no name of the person's own.
    private func url(inTitleOf group: RoomGroup) -> WebSocketURL? {
        guard let url = group.rooms.first.map({ model.rooms[$0].url }),
            group.title == DisplayText(cleaning: url.serverName).oneLine
        else { return nil }
        return url
    }

    // MARK: Rooms

    private func entry(at index: Int, number: Int) -> [Cell] {
        let room = model.rooms[index]
        let isCurrent = index == model.current
        let role: TextRole = isCurrent ? .currentRoom : .text
        let key: DisplayText = number <= 10 ? "\(number % 10)" : " "
        let start: DisplayText = isCurrent ? "▌" : " "
        return justified(CellText.cells(start + key + " " + room.title, role), badge(of: index))
    }

    /// What is unread, and how the room is connected if not as its server is.
    private func badge(of index: Int) -> [Cell] {
        let room = model.rooms[index]
        let server = groups.first { $0.rooms.contains(index) }.map { model.connection(of: $0) }
        var cells: [Cell] = []
        if let server, room.connection.rank != server.rank {
            cells = CellText.cells(room.connection.mark, room.connection.markRole)
        }
        guard let count = unreadBadge(room.unread, mentions: room.mentions) else { return cells }
        if !cells.isEmpty { cells.append(.blank(.text)) }
        return cells + CellText.cells(count, room.mentions > 0 ? .unreadMention : .unread)
    }

    /// `↓ 7 more`, with what is unread there.
    private func hint(_ rooms: [Int], isAbove: Bool) -> [Cell] {
        let unread = rooms.reduce(0) { $0 + model.rooms[$1].unread }
        let mentions = rooms.reduce(0) { $0 + model.rooms[$1].mentions }
        let words: DisplayText = "\(isAbove ? "↑" : "↓") \(rooms.count) more"
        let badge = unreadBadge(unread, mentions: mentions).map {
            CellText.cells($0, mentions > 0 ? .unreadMention : .unread)
        }
        return justified(CellText.cells(" " + words, .faint), badge ?? [])
    }
}

/// `3`, or `3!` when one of them names us; `nil` when nothing is unread.
func unreadBadge(_ unread: Int, mentions: Int) -> DisplayText? {
    guard unread > 0 else { return nil }
    let count: DisplayText = unread > 999 ? "999+" : "\(unread)"
    return mentions > 0 ? "\(count)!" : count
}

extension Model {
    /// How a server is connected: as the room that is connected best.
    func connection(of group: RoomGroup) -> RoomModel.Connection {
        group.rooms.map { rooms[$0].connection }.min { $0.rank < $1.rank } ?? .connecting
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

    /// How the mark looks in the room list.
    fileprivate var markRole: TextRole { rank == 3 ? .warning : .faint }

    /// Less is better.
    fileprivate var rank: Int {
        switch self {
        case .connected: 0
        case .connecting: 1
        case .waiting: 2
        case .ended: 3
        }
    }
}
