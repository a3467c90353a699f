import Wire

/// What the status line says, from left to right.
extension StatusLineView {
    /// All fields, whether they fit or not.
    func allFields() -> [Field] {
        let clock = Field(
            cells(LocalTime(model.now).clock(model.settings.time)),
            rank: 3,
            isRight: true
        )
        guard let room = model.currentRoom else {
            return [Field(cells(model.server), rank: 0), clock]
        }
        var fields = [roomField(room), connectionField(room)]
        fields.append(Field(cells(room.serverTitle), rank: 0))
        if !model.shownNick.isEmpty {
            let nick = DisplayText(cleaning: model.shownNick)
            fields.append(Field(cells(nick).clipped(to: 20), rank: 1))
        }
        fields += peopleFields(room)
        if !isListShown, let activity = activityField() { fields.append(activity) }
        return fields + lagFields(room) + outgoingFields(room) + newFields(room) + [clock]
    }

    private func roomField(_ room: RoomModel) -> Field {
        Field(cells(room.title, .statusStrong).clipped(to: max(columns / 3, 6)), rank: 9)
    }

    private func connectionField(_ room: RoomModel) -> Field {
        let mark = room.connection.mark
        var (short, long) = (mark, mark)
        switch room.connection {
        case .connected: break
        case .connecting: long += " connecting"
        case .waiting(_, let reason):
            let seconds = room.connection.countdown(at: model.now) ?? 0
            short += " \(seconds) s"
            // The reason may be long and is cut; the countdown must not be.
            long += " again in \(seconds) s: \(reason)"
        case .ended(let reason): long += " \(reason)"
        }
        let role: TextRole = room.connection == .connected ? .status : .statusAlert
        let shortField = Field(cells(short, role), rank: 8)
        guard columns >= 80, long != short else { return shortField }
        var field = Field(cells(long, role).clipped(to: columns / 2), rank: 2)
        field.short = (shortField.parts, shortField.rank)
        return field
    }

    /// Who is there, and who is writing.
    private func peopleFields(_ room: RoomModel) -> [Field] {
        guard room.isNumbered, room.connection == .connected else { return [] }
        let here = Field(cells("\(room.members.countText) here"), rank: 1)
        guard let writing = room.typists.sentence else { return [here] }
        return [here, Field(cells(writing).clipped(to: max(columns / 3, 24)), rank: 2)]
    }

    /// `2 dev 3 · 3 ops 2!`, in short `2·3 3·2!`.
    private func activityField() -> Field? {
        let active = model.shownOrder.enumerated().filter {
            $0.element != model.current && model.rooms[$0.element].unread > 0
        }
        var (long, short): ([Part], [Part]) = ([], [])
        for (place, index) in active.prefix(9) {
            let room = model.rooms[index]
            guard let badge = unreadBadge(room.unread, mentions: room.mentions) else { continue }
            let role: TextRole = room.mentions > 0 ? .statusAlert : .status
            if !long.isEmpty {
                long.append(Part(cells: cells(" · ")))
                short.append(Part(cells: cells(" ")))
            }
            let words = cells("\(place + 1) \(room.title) \(badge)", role)
            long.append(Part(cells: words, target: .room(index)))
            let key = cells("\(place + 1)·\(badge)", role)
            short.append(Part(cells: key, target: .room(index)))
        }
        guard !long.isEmpty else { return nil }
        var field = Field([], rank: 2)
        (field.parts, field.short) = (long, (short, 4))
        return field
    }

    /// How long the server took to confirm a line of ours, when that was long.
    private func lagFields(_ room: RoomModel) -> [Field] {
        guard let lag = room.lag(at: model.now) else { return [] }
        let tenths = (lag + 50) / 100
        let words: DisplayText = "lag \(tenths / 10).\(tenths % 10) s"
        return [Field(cells(words), rank: 5, isRight: true)]
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
        return words.filter { !$0.isEmpty }.map { Field(cells($0), rank: 6, isRight: true) }
    }

    /// How much stands below what is shown.
    private func newFields(_ room: RoomModel) -> [Field] {
        guard case .line(let number, _) = room.scroll else { return [] }
        let below = room.log.newest - number
        let words: DisplayText =
            room.newBelow > 0 ? "↓ \(room.newBelow) new" : below > 0 ? "↓ \(below) below" : "↓"
        return [Field(cells(words, .statusStrong), rank: 7, isRight: true, target: .newest)]
    }
}
