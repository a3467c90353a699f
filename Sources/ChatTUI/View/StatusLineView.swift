import Wire

/// One line about the shown room and about what waits; a notice of the program takes its place.
struct StatusLineView {
    /// A part of the line; those of low rank go first when the line is too short.
    private struct Field {
        var cells: [Cell]
        var rank: Int
        /// What is shown before the field goes altogether, with a rank of its own.
        var short: (cells: [Cell], rank: Int)?
        var isRight = false
    }

    let model: Model
    let columns: Int
    /// Whether the room list shows what other rooms hold.
    let isListShown: Bool

    func draw(on screen: inout Screen, row: Int) {
        screen.fill(row: row, columns: 0..<columns, .status)
        if let notice = model.notice {
            let words = cells(notice, .statusStrong)
            screen.write(
                words.clipped(to: max(columns - 2, 1)),
                row: row,
                column: min(1, columns - 1),
                limit: max(columns - 1, 1)
            )
            return
        }
        let fields = fitting(allFields())
        let left = line(of: fields.filter { !$0.isRight })
        let right = line(of: fields.filter(\.isRight))
        screen.write(left, row: row, column: 1)
        let rightColumn = columns - 1 - right.columns
        if !right.isEmpty { screen.write(right, row: row, column: max(rightColumn, 0)) }
    }

    private func line(of fields: [Field]) -> [Cell] {
        let gap = Array(repeating: Cell.blank(.status), count: gapColumns)
        return Array(fields.map(\.cells).joined(separator: gap))
    }

    private var gapColumns: Int { columns >= 60 ? 2 : 1 }

    private func fitting(_ all: [Field]) -> [Field] {
        var fields = all
        // A blank at both ends, and two between left and right.
        while fields.count > 1, width(of: fields) > columns - 2 {
            guard let index = fields.indices.min(by: { fields[$0].rank < fields[$1].rank })
            else { break }
            if let short = fields[index].short {
                (fields[index].cells, fields[index].rank) = short
                fields[index].short = nil
            } else {
                fields.remove(at: index)
            }
        }
        if let only = fields.first, fields.count == 1 {
            fields[0].cells = only.cells.clipped(to: max(columns - 2, 1))
        }
        return fields
    }

    private func width(of fields: [Field]) -> Int {
        let left = line(of: fields.filter { !$0.isRight }).columns
        let right = line(of: fields.filter(\.isRight)).columns
        return left + right + (left > 0 && right > 0 ? 2 : 0)
    }

    private func allFields() -> [Field] {
        var fields: [Field] = []
        if let room = model.currentRoom {
            fields += [roomField(room), connectionField(room)]
        }
        fields.append(Field(cells: cells(model.server), rank: 0))
        if !model.shownNick.isEmpty {
            let nick = DisplayText(cleaning: model.shownNick)
            fields.append(Field(cells: cells(nick).clipped(to: 20), rank: 1))
        }
        if let room = model.currentRoom { fields += peopleFields(room) }
        if !isListShown, let activity = activityField() { fields.append(activity) }
        if let room = model.currentRoom { fields += outgoingFields(room) + newFields(room) }
        fields.append(
            Field(cells: cells(LocalTime(model.now).clock), rank: 3, isRight: true)
        )
        return fields
    }

    private func roomField(_ room: RoomModel) -> Field {
        let title = cells(room.title, .statusStrong).clipped(to: max(columns / 3, 6))
        return Field(cells: title, rank: 9)
    }

    private func connectionField(_ room: RoomModel) -> Field {
        let mark = room.connection.mark
        var short = mark
        var long = mark
        switch room.connection {
        case .connected: break
        case .connecting: long += " connecting"
        case .waiting(let until, let reason):
            // Rounded up: the attempt is due when the count reaches zero.
            let seconds = max((until - model.now.monotonic + 999) / 1000, 0)
            short += " \(seconds) s"
            // The reason may be long and is cut; the countdown must not be.
            long += " again in \(seconds) s: \(reason)"
        case .ended(let reason): long += " \(reason)"
        }
        let role: TextRole = room.connection == .connected ? .status : .statusAlert
        let shortField = (cells: cells(short, role), rank: 8)
        guard columns >= 80, long != short else { return Field(cells: shortField.cells, rank: 8) }
        let words = cells(long, role).clipped(to: columns / 2)
        return Field(cells: words, rank: 2, short: shortField)
    }

    /// `2 dev 3 · 3 ops 2!`, in short `2·3 3·2!`.
    private func activityField() -> Field? {
        let active = model.rooms.indices.filter {
            $0 != model.current && model.rooms[$0].unread > 0
        }.prefix(9)
        guard !active.isEmpty else { return nil }
        var long = CellText()
        var short = CellText()
        for index in active {
            let room = model.rooms[index]
            guard let badge = room.unreadBadge else { continue }
            let role: TextRole = room.mentions > 0 ? .statusAlert : .status
            if !long.cells.isEmpty {
                long.append(" · ", .status)
                short.append(" ", .status)
            }
            long.append("\(index + 1) \(room.title.oneLine) \(badge)", role)
            short.append("\(index + 1)·\(badge)", role)
        }
        return Field(cells: long.cells, rank: 2, short: (short.cells, 4))
    }

    private func outgoingFields(_ room: RoomModel) -> [Field] {
        var (sending, queued, unconfirmed, refused) = (0, 0, 0, 0)
        for line in room.pending {
            switch line.state {
            case .sending, .accepted: sending += 1
            case .queued: queued += 1
            case .unconfirmed: unconfirmed += 1
            case .refused: refused += 1
            }
        }
        let words: [DisplayText] = [
            sending > 0 ? "\(sending) sending" : "", queued > 0 ? "⏸ \(queued) queued" : "",
            unconfirmed > 0 ? "\(unconfirmed) unconfirmed" : "",
            refused > 0 ? "\(refused) not taken" : "",
        ]
        return words.filter { !$0.isEmpty }
            .map { Field(cells: cells($0), rank: 6, isRight: true) }
    }

    /// Who is there, and who is writing.
    private func peopleFields(_ room: RoomModel) -> [Field] {
        guard room.isNumbered, room.connection == .connected else { return [] }
        let here: DisplayText = "\(room.members.countText) here"
        let writing = room.typists.sentence.map { cells($0).clipped(to: max(columns / 3, 24)) }
        return [Field(cells: cells(here), rank: 1)]
            + [writing].compactMap(\.self)
            .map { Field(cells: $0, rank: 2) }
    }

    /// How much stands below what is shown.
    private func newFields(_ room: RoomModel) -> [Field] {
        guard case .line(let number, _) = room.scroll else { return [] }
        let below = room.log.newest - number
        let words: DisplayText =
            room.newBelow > 0 ? "↓ \(room.newBelow) new" : below > 0 ? "↓ \(below) below" : "↓"
        return [Field(cells: cells(words, .statusStrong), rank: 7, isRight: true)]
    }

    private func cells(_ text: DisplayText, _ role: TextRole = .status) -> [Cell] {
        CellText.cells(text.oneLine, role)
    }
}
