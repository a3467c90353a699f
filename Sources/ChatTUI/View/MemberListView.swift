import Wire

/// Who is in the shown room: a column beside the messages, or in place of them.
struct MemberListView {
    private let room: RoomModel
    private let area: Layout.Area
    /// The first member that is shown.
    private let first: Int
    /// Whether the rows are cut with a line that tells how many more there are.
    private let isColumn: Bool

    /// A column, with a border at its left.
    init(columnFor room: RoomModel, area: Layout.Area) {
        self.room = room
        self.area = area
        first = 0
        isColumn = true
    }

    /// In place of the messages, scrolled down by so many rows.
    init(paneFor room: RoomModel, area: Layout.Area, scroll: Int) {
        self.room = room
        self.area = area
        isColumn = false
        first = min(max(scroll, 0), Self.maximumScroll(room, rows: area.rows))
    }

    /// How far the members can be scrolled in a pane of so many rows; the heading stays.
    static func maximumScroll(_ room: RoomModel, rows: Int) -> Int {
        max(room.members.nicks.count - max(rows - 1, 0), 0)
    }

    func draw(on screen: inout Screen) {
        guard area.rows > 0 else { return }
        if isColumn {
            let border = [Cell(base: "│", width: 1, role: .rule)]
            for row in area.row..<area.row + area.rows {
                screen.write(border, row: row, column: area.column - 1)
            }
        }
        write(heading, on: &screen, row: 0)
        let nicks = room.members.nicks
        let space = area.rows - 1
        let isCut = isColumn && nicks.count > space
        for (offset, nick) in nicks.dropFirst(first).prefix(isCut ? space - 1 : space).enumerated()
        {
            write(entry(nick), on: &screen, row: offset + 1)
        }
        guard isCut, space > 0 else { return }
        let more: DisplayText = "… \(nicks.count - space + 1) more"
        write(CellText.cells(more, .faint), on: &screen, row: space)
    }

    private var heading: [Cell] {
        CellText.cells("\(room.members.countText) here", .faint)
    }

    private func entry(_ nick: Nick) -> [Cell] {
        let role: TextRole =
            nick == room.nick ? .ownSpeaker : .speaker(hue: speakerHue(nick.description))
        return CellText.cells(nick.display, role)
    }

    private func write(_ cells: [Cell], on screen: inout Screen, row: Int) {
        screen.write(
            cells.clipped(to: area.columns),
            row: area.row + row,
            column: area.column,
            limit: area.columns
        )
    }
}
