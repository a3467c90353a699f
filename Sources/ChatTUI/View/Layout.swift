import Wire

/// Where the parts of the screen are, for a size and a model.
struct Layout: Equatable {
    /// A rectangle of cells.
    struct Area: Equatable {
        var row: Int
        var column: Int
        var rows: Int
        var columns: Int

        var size: Size { Size(columns: columns, rows: rows) }

        func contains(row: Int, column: Int) -> Bool {
            (self.row..<self.row + rows).contains(row)
                && (self.column..<self.column + columns).contains(column)
        }
    }

    /// The input line grows to this many rows, if that is no more than a third of the screen.
    static let maximumInputRows = 8

    /// The room list; right of it is one column of border.
    var roomList: Area?
    /// The message pane; without rows when the screen has less than three.
    var paneArea: Area
    /// The members of the shown room; left of it is one column of border.
    var memberList: Area?
    /// The row of the status line, unless the screen is too low for one.
    var statusRow: Int?
    var input: Area

    /// The size of the message pane.
    var pane: Size { paneArea.size }

    /// Where the parts of the model's screen are.
    init(_ model: borrowing Model) {
        self.init(model, bottom: BottomView(model, columns: model.size.columns))
    }

    /// Where they are with what stands below the status line, which belongs to the same model.
    init(_ model: borrowing Model, bottom: borrowing BottomView) {
        let size = Size(columns: max(model.size.columns, 0), rows: max(model.size.rows, 0))
        guard size.rows >= 3 else {
            input = Area(row: 0, column: 0, rows: size.rows, columns: size.columns)
            paneArea = Area(row: 0, column: 0, rows: 0, columns: size.columns)
            return
        }
        let most = min(Self.maximumInputRows, size.rows / 3)
        let inputRows = bottom.rowCount(atMost: most)
        input = Area(
            row: size.rows - inputRows,
            column: 0,
            rows: inputRows,
            columns: size.columns
        )
        statusRow = input.row - 1
        paneArea = Area(row: 0, column: 0, rows: input.row - 1, columns: size.columns)
        makeRoomForRooms(model)
        makeRoomForMembers(model)
    }

    private mutating func makeRoomForRooms(_ model: borrowing Model) {
        // The list needs a column, its border another, and the pane at least one.
        guard model.showsRoomList, paneArea.columns >= 20 else { return }
        let columns = min(max(paneArea.columns * 15 / 100, 12), 20)
        roomList = Area(row: 0, column: 0, rows: paneArea.rows, columns: columns)
        // On a wide screen a blank column keeps the words off the border.
        let border = paneArea.columns >= 100 ? 2 : 1
        paneArea.column = columns + border
        paneArea.columns -= columns + border
    }

    private mutating func makeRoomForMembers(_ model: borrowing Model) {
        guard model.showsMemberList else { return }
        let columns = min(max(model.size.columns * 15 / 100, 12), 20)
        guard paneArea.columns > 2 * columns else { return }
        paneArea.columns -= columns + 1
        memberList = paneArea
        memberList?.column += paneArea.columns + 1
        memberList?.columns = columns
    }

    /// The index in ``Model/rooms`` of the room whose entry in the list is at a cell, if there
    /// is one.
    func room(atRow row: Int, column: Int, in model: Model) -> Int? {
        guard let roomList, roomList.contains(row: row, column: column) else { return nil }
        return RoomListView(model, area: roomList).room(atRow: row)
    }

    /// The member whose name is in the row of a cell, if there is one.
    func member(atRow row: Int, column: Int, in model: Model) -> Nick? {
        guard let room = model.currentRoom else { return nil }
        if let memberList, memberList.contains(row: row, column: column) {
            return MemberListView(columnFor: room, area: memberList, scroll: model.memberScroll)
                .member(atRow: row)
        }
        guard case .members(let scroll) = model.overlay,
            paneArea.contains(row: row, column: column)
        else { return nil }
        return MemberListView(paneFor: room, area: paneArea, scroll: scroll).member(atRow: row)
    }
}
