import WSClient
import Wire

/// What was said before: the lines above those that are held, gaps, and how far the room was read.
extension Model {
    /// Messages that are asked for at a time.
    private static let page: Int64 = 100

    // MARK: Gaps

    /// Messages are missing: a line says so, and how many.
    mutating func missed(_ gap: MessageGap, in index: Int) {
        // Own lines in the gap are in the room's log, but not here.
        rooms[index].pending.removeAll {
            if case .accepted(let seq) = $0.state { seq < gap.before } else { false }
        }
        rooms[index].past.top = max(rooms[index].past.top, gap.before - 1)
        guard gap.isNewLog else {
            let kind = LogLine.Kind.missing(after: gap.after, before: gap.before)
            rooms[index].log.append(kind, missingSentence(gap.before - gap.after - 1), at: now)
            return
        }
        rooms[index].log.forgetSeqs()
        rooms[index].past.top = gap.before - 1
        rooms[index].reading.restore(0)
        let sentence: DisplayText =
            "the server has a new log of this room: what is above is not in it"
        rooms[index].log.append(.gap, sentence, at: now)
        guard gap.before > rooms[index].past.oldest else { return }
        let after = rooms[index].past.oldest - 1
        rooms[index].log.append(
            .missing(after: after, before: gap.before),
            missingSentence(gap.before - after - 1),
            at: now
        )
    }

    private func missingSentence(_ count: Int64) -> DisplayText {
        count == 1 ? "1 message is missing here" : "\(count) messages are missing here"
    }

    // MARK: Older messages

    /// Asks for messages that would soon come into view: above the oldest line, or in a gap.
    mutating func wishForOlder() {
        guard overlay == nil, let index = currentIndex, rooms[index].canHaveOlder,
            rooms[index].past.asked == nil
        else { return }
        let room = rooms[index]
        let rows = Layout(self).pane.rows
        guard rows > 0, let before = room.missing(within: 2 * rows) else { return }
        ask(before, in: index)
    }

    /// Asks for messages that are older than all that are here, whatever is in view.
    mutating func askForOlder(in index: Int) {
        let room = rooms[index]
        guard room.canHaveOlder, !room.reachesOldest, room.past.asked == nil else { return }
        ask(room.log.firstSeq ?? room.past.top + 1, in: index)
    }

    private mutating func ask(_ before: Int64, in index: Int) {
        let room = rooms[index].id
        rooms[index].past.asked = before
        wished.append(
            rooms[index].past.isLocal
                ? .olderLogged(room, before: before, limit: Self.page)
                : .older(room, before: before, limit: Self.page)
        )
    }

    /// Puts in what was asked for, where it belongs, without moving what is shown.
    mutating func takeOlder(
        _ messages: [RoomMessage],
        before: Int64,
        reachedOldest: Bool,
        in index: Int
    ) {
        guard rooms[index].past.asked == before else { return }
        rooms[index].past.asked = nil
        guard !messages.isEmpty || reachedOldest else {
            if rooms[index].connection == .connected {
                say("what was said before did not come: scroll up to ask again")
            }
            return
        }
        if let gap = rooms[index].log.indexOfGap(before: before) {
            fill(gap, with: messages, reachedOldest: reachedOldest, in: index)
        } else {
            let log = rooms[index].log
            guard (log.firstSeq ?? before) == before else { return }
            let place = log.firstIndexWithSeq ?? 0
            let older = olderLines(messages, after: 0, before: before, in: index)
            if reachedOldest { rooms[index].past.oldest = older.first?.seq ?? before }
            rooms[index].replaceLines(place..<place, with: older)
        }
        if !messages.isEmpty { wishForOlder() }
    }

    private mutating func fill(
        _ place: Int,
        with messages: [RoomMessage],
        reachedOldest: Bool,
        in index: Int
    ) {
        var line = rooms[index].log.line(at: place)
        guard case .missing(let after, let before) = line.kind else { return }
        let older = olderLines(messages, after: after, before: before, in: index)
        let first = older.first?.seq ?? before
        line.text = missingSentence(first - after - 1)
        line.kind = .missing(after: after, before: first)
        if reachedOldest {
            // The rest is not kept by the server any more.
            line.kind = .gap
            line.text += " and not kept"
        }
        let rest = first - 1 > after ? [line] : []
        rooms[index].replaceLines(place..<place + 1, with: rest + older)
    }

    /// The lines of what came, as far as it is in order and within the bounds.
    private func olderLines(
        _ messages: [RoomMessage],
        after: Int64,
        before: Int64,
        in index: Int
    ) -> [LogLine] {
        var last = after
        return messages.compactMap { message in
            guard let seq = message.seq, seq > last, seq < before else { return nil }
            last = seq
            return logLine(message, in: index)
        }
    }

    // MARK: Reading

    /// A person who looks at the newest line has read everything; told once a second.
    mutating func noteReading() {
        guard let index = currentIndex else { return }
        guard rooms[index].isNumbered else { return }
        let top = rooms[index].past.top
        if isFocused, rooms[index].scroll == .bottom, top > rooms[index].reading.seq ?? 0 {
            rooms[index].reading.note(top)
        }
        if let due = rooms[index].reading.due, due <= now.monotonic { tellReading(index) }
    }

    /// Tells how far the room was read, if that is not known.
    mutating func tellReading(_ index: Int) {
        guard let seq = rooms[index].reading.take(at: now.monotonic) else { return }
        wished.append(.read(rooms[index].id, seq: seq))
    }
}

extension RoomModel {
    /// Whether messages that are not here can be asked for.
    var canHaveOlder: Bool {
        let canAsk = past.isLocal ? !hasLostLocal : isNumbered && connection == .connected
        return canAsk && !past.isHidden && log.hasSpaceForOlder
    }

    /// Whether nothing of the local log is left: what was said since, which has no numbers, may be
    /// gone too, and older messages would not belong right above what is here.
    var hasLostLocal: Bool { past.isLocal && log.firstSeq == nil }

    /// Whether the line of the oldest message that can be had is here.
    var reachesOldest: Bool {
        log.firstSeq.map { $0 <= past.oldest } ?? (past.top < past.oldest)
    }

    /// The number below which messages are missing that are no more than so many lines above the
    /// lower edge of the view; `nil` if none is.
    fileprivate func missing(within count: Int) -> Int64? {
        var index = log.count - 1
        if case .line(let number, _) = scroll {
            index = min(log.index(ofLine: number), index)
        }
        let top = max(index - count, 0)
        while index >= top, index >= 0 {
            if case .missing(_, let before) = log.kind(at: index) { return before }
            index -= 1
        }
        guard top == 0, !reachesOldest else { return nil }
        return log.firstSeq ?? past.top + 1
    }

    /// Puts lines in place of others; what is shown and where the rule stands remain the same.
    mutating func replaceLines(_ range: Range<Int>, with new: [LogLine]) {
        let first = log.firstNumber + range.lowerBound
        let shift = log.replace(range, with: new)
        if case .line(let number, let rowsBelow) = scroll, number < first {
            scroll = .line(number + shift, rowsBelow: rowsBelow)
        }
        if let read = readUpTo, read < first { readUpTo = read + shift }
        if let said = lastSaid, said.line < first { lastSaid = nil }
        search?.replaced(first..<first + range.count, shift: shift)
        // They would be folded into a line that has another number now.
        (gap, presence) = (nil, nil)
    }
}
