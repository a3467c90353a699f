import Wire

/// Who is in the shown room: a column beside the messages, or in place of them.
struct MemberListView {
    private let room: RoomModel
    private let area: Layout.Area
    /// The first member that is shown.
    private let first: Int
    /// Whether the rows are cut with a line that tells how many more there are.
    private let isColumn: Bool

    /// A column, with a border at its left, scrolled down by so many rows.
    init(columnFor room: RoomModel, area: Layout.Area, scroll: Int = 0) {
        self.room = room
        self.area = area
        first = min(max(scroll, 0), Self.maximumScroll(room, rows: area.rows))
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
        for (offset, nick) in visible.enumerated() {
            write(entry(nick), on: &screen, row: offset + 1)
        }
        let below = room.members.nicks.count - first - visible.count
        guard isColumn, below > 0 else { return }
        write(CellText.cells("… \(below) more", .faint), on: &screen, row: area.rows - 1)
    }

    /// The member in this row of the screen, if there is one.
    func member(atRow row: Int) -> Nick? {
        let place = visible.startIndex + row - area.row - 1
        return visible.indices.contains(place) ? visible[place] : nil
    }

    /// The members that are shown; where a column cuts them, its last row tells how many more there
    /// are.
    private var visible: ArraySlice<Nick> {
        let nicks = room.members.nicks.dropFirst(first)
        let space = max(area.rows - 1, 0)
        return nicks.prefix(isColumn && nicks.count > space ? max(space - 1, 0) : space)
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
