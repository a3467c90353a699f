import Wire

/// A list of which one entry is chosen, in place of the messages.
struct PickListView {
    let heading: DisplayText
    let count: Int
    let selected: Int
    /// The entry that was in the first row last.
    let top: Int
    let area: Layout.Area
    /// The cells of an entry for a width.
    let entry: (_ index: Int, _ columns: Int) -> [Cell]

    /// The heading gives way to the entries.
    private var firstRow: Int { area.rows >= 3 ? 1 : 0 }

    private var visible: Int { max(area.rows - firstRow, 1) }

    /// The entry in the first row.
    private var first: Int { scrolled(top, toShow: selected) }

    /// The entry in the first row when another one is chosen: one that is in view moves nothing, so
    /// that a second click hits what the first one did.
    func top(choosing index: Int) -> Int { scrolled(first, toShow: index) }

    private func scrolled(_ top: Int, toShow index: Int) -> Int {
        max(0, min(max(min(top, index), index - visible + 1), count - visible))
    }

    /// The index of the entry at a cell of the screen, if there is one.
    func index(atRow row: Int, column: Int) -> Int? {
        let offset = row - area.row - firstRow
        guard area.contains(row: row, column: column), offset >= 0 else { return nil }
        return first + offset < count ? first + offset : nil
    }

    func draw(on screen: inout Screen) {
        guard area.rows > 0, area.columns > 0 else { return }
        if firstRow > 0 {
            let cells = CellText.cells(heading, .faint).clipped(to: area.columns)
            screen.write(cells, row: area.row, column: area.column, limit: area.columns)
        }
        for index in first..<max(min(first + visible, count), first) {
            draw(index, row: area.row + firstRow + index - first, on: &screen)
        }
    }

    private func draw(_ index: Int, row: Int, on screen: inout Screen) {
        var cells = entry(index, area.columns)
        if index == selected {
            let end = area.column + area.columns
            screen.fill(row: row, columns: area.column..<end, .selected)
            for place in cells.indices { cells[place].role = .selected }
        }
        screen.write(cells, row: row, column: area.column, limit: area.columns)
    }
}

extension PickListView {
    /// The links of a room: when, who, what.
    init(
        _ picker: LinkPicker,
        now: Moment,
        clock: Settings.Clock = .twentyFour,
        area: Layout.Area
    ) {
        let today = LocalTime(now).day
        self.init(
            heading: picker.hint,
            count: picker.entries.count,
            selected: picker.selected,
            top: picker.top,
            area: area
        ) { index, columns in
            let entry = picker.entries[index]
            let time = LocalTime(entry.time)
            var text = CellText()
            if columns >= 30 {
                let when = time.day == today ? time.clock(clock) : time.shortDate
                text.append("\(when) ", .faint)
            }
            if columns >= 20, !entry.from.isEmpty {
                let role = TextRole.speaker(hue: speakerHue(entry.from.string))
                text.append("\(entry.from.prefix(characters: 12)) ", role)
            }
            let link = CellText.cells(DisplayText(cleaning: entry.target).oneLine)
            return text.cells + link.clippedInside(to: max(columns - text.cells.columns, 1))
        }
    }

    /// Rooms by name, with what is unread in them.
    init(_ jump: RoomJump, in model: Model, area: Layout.Area) {
        let targets = jump.targets
        let keys = [model.keyMap.hint(.send, " shows"), model.keyMap.hint(.back, " closes")]
            .compactMap { $0 }.joined(separator: " · ")
        self.init(
            heading: targets.isEmpty ? "no room has these letters" : keys,
            count: targets.count,
            selected: jump.selected,
            top: jump.top,
            area: area
        ) { index, columns in
            switch targets[index] {
            case .room(let id):
                model.index(of: id).map { Self.cells(of: $0, in: model, columns: columns) } ?? []
            case .join(let address):
                CellText.cells("join \(DisplayText(cleaning: address.name).oneLine)")
                    .clipped(to: columns)
            }
        }
    }

    private static func cells(of index: Int, in model: Model, columns: Int) -> [Cell] {
        let room = model.rooms[index]
        let place = model.shownOrder.firstIndex(of: index) ?? 0
        let number: DisplayText = place < 10 ? "\((place + 1) % 10) " : "  "
        var badge: [Cell] = []
        if let unread = unreadBadge(room.unread, mentions: room.mentions) {
            badge = CellText.cells(" \(unread)", room.mentions > 0 ? .unreadMention : .unread)
        }
        var title = CellText()
        title.append(number + room.title.oneLine, .text)
        let cells = title.cells.clipped(to: max(columns - badge.columns, 1)) + badge
        guard model.roomGroups.count > 1 else { return cells }
        let server = CellText.cells("  \(room.serverTitle.oneLine)", .faint)
        return (cells + server).clipped(to: columns)
    }
}
