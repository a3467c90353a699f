import Wire

/// What the mouse does: the wheel scrolls what is below it, a click goes where it points to.
extension Model {
    private static let wheelRows = 3

    /// Takes a turn of the wheel or a click.
    mutating func take(_ mouse: MouseEvent) {
        switch mouse.action {
        case .wheelUp: scroll(by: Self.wheelRows, at: mouse)
        case .wheelDown: scroll(by: -Self.wheelRows, at: mouse)
        case .press:
            pressedMouse = mouse
            click(at: mouse)
        case .release: released(at: mouse)
        }
    }

    /// Who draws with the button held down wants to select text: how that is done is told once.
    private mutating func released(at place: MouseEvent) {
        defer { pressedMouse = nil }
        guard let pressed = pressedMouse, !hasToldHowToSelect,
            (pressed.row, pressed.column) != (place.row, place.column)
        else { return }
        hasToldHowToSelect = true
        let key = keyMap.name(.toggleMouse, or: "/set mouse off")
        say("with Shift held down the mouse selects text; \(key) turns it off here")
    }

    /// Positive rows towards the start.
    private mutating func scroll(by rows: Int, at place: MouseEvent) {
        let layout = Layout(self)
        if let area = layout.roomList, area.contains(row: place.row, column: place.column) {
            scrollRoomList(by: rows, in: area)
        } else if let area = layout.memberList, let room = currentRoom,
            area.contains(row: place.row, column: place.column)
        {
            let end = MemberListView.maximumScroll(room, rows: area.rows)
            memberScroll = min(max(memberScroll - rows, 0), end)
        } else {
            scroll(by: rows)
        }
    }

    private mutating func scrollRoomList(by rows: Int, in area: Layout.Area) {
        let list = RoomListView(self, area: area)
        roomListScroll = min(max(list.first - rows, 0), list.maximumFirst)
    }

    private mutating func click(at place: MouseEvent) {
        let layout = Layout(self)
        if let area = layout.roomList, area.contains(row: place.row, column: place.column) {
            clickRoomList(atRow: place.row, in: area)
        } else if let nick = layout.member(atRow: place.row, column: place.column, in: self) {
            address(nick)
        } else if place.row == layout.statusRow {
            follow(StatusLineView(self, layout: layout).target(atColumn: place.column))
        } else if layout.paneArea.contains(row: place.row, column: place.column) {
            clickPane(at: place)
        }
    }

    /// A click on a room shows it, and nothing moves under the mouse; one on the hint of more rooms
    /// scrolls to them.
    private mutating func clickRoomList(atRow row: Int, in area: Layout.Area) {
        let list = RoomListView(self, area: area)
        if let room = list.room(atRow: row) {
            walkEnd = max(walkEnd, now.monotonic + 1)
            show(room)
            roomListScroll = list.first
        } else if let isAbove = list.hidesAbove(atRow: row) {
            let page = max(area.rows - 2, 1)
            scrollRoomList(by: isAbove ? page : -page, in: area)
        }
    }

    private mutating func follow(_ target: StatusLineView.Target?) {
        switch target {
        case .room(let index): show(index)
        case .newest: scroll(.newest)
        case nil: break
        }
    }

    /// Begins or goes on with a line to somebody.
    private mutating func address(_ nick: Nick) {
        guard nick != currentRoom?.nick, focus == .message else { return }
        if case .members = overlay { overlay = nil }
        endNotice()
        (question, completion) = (nil, nil)
        let before = editor.text.prefix(editor.cursor)
        let gap = before.last.map { $0.isWhitespace ? "" : " " } ?? ""
        let text = editor.isEmpty ? "\(nick): " : "\(gap)@\(nick) "
        if !editor.insert(text) { sayLineIsFull() }
    }
}
