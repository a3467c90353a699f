import WSClient
import Wire

/// Own lines: from the input line to `pending`, out in order, into the log when the echo is back.
extension Model {
    /// Lines on their way at once per room; the rest waits its turn.
    static let maximumInFlight = 64
    /// Unconfirmed lines kept per room.
    static let maximumPending = 1_000
    static let maximumPendingBytes = 1 << 20
    /// The largest chat frame that our own server takes: a larger one would only cost the connection.
    static let maximumFrame = 64 << 10

    private static func fitsFrame(_ text: String) -> Bool {
        // No byte becomes more than six.
        text.utf8.count < maximumFrame / 8 || ChatFrame.encode(message: text).count <= maximumFrame
    }

    /// Says `texts` in the shown room, each as one message, as `nick: text` if there is a nick.
    ///
    /// - Throws: Why not, with nothing sent: no room, or too much waits already.
    mutating func speak(_ texts: [String]) throws(CommandError) -> [Effect] {
        try send(nick.isEmpty ? texts : texts.map { "\(nick): \($0)" })
    }

    /// Sends `texts` to the shown room as they are, or keeps them until there is a connection.
    ///
    /// - Throws: Why not, with nothing sent: no room, or too much waits already.
    mutating func send(_ texts: [String]) throws(CommandError) -> [Effect] {
        guard let index = currentIndex else { throw CommandError("no room: /join ROOM first") }
        guard texts.count <= Self.maximumPending else {
            throw CommandError("not sent: at most \(Self.maximumPending) lines at a time")
        }
        guard texts.allSatisfy(Self.fitsFrame) else {
            throw CommandError(
                "not sent: with its escapes the text is over the \(Self.maximumFrame >> 10) KiB of a frame"
            )
        }
        let waiting = rooms[index].pending.reduce(0) { $0 + $1.text.utf8.count }
        let bytes = texts.reduce(waiting) { $0 + $1.utf8.count }
        guard rooms[index].pending.count + texts.count <= Self.maximumPending,
            bytes <= Self.maximumPendingBytes
        else {
            throw CommandError(
                "not sent: \(rooms[index].pending.count) lines wait already; /drop empties the queue"
            )
        }
        for text in texts {
            let display = DisplayText(cleaning: text)
            rooms[index].pending.append(
                OwnLine(id: makeSendID(), text: text, display: display, state: .queued, moment: now)
            )
        }
        rooms[index].scroll = .bottom
        if case .ended = rooms[index].connection {
            say("kept until there is a connection: Alt+R tries again")
        }
        return sendQueued(index)
    }

    /// Sends what waits in the room, oldest first, as far as connection and window allow.
    mutating func sendQueued(_ index: Int) -> [Effect] {
        guard rooms[index].connection == .connected else { return [] }
        var effects: [Effect] = []
        for line in rooms[index].pending.indices {
            guard rooms[index].sent.count < Self.maximumInFlight else { break }
            guard rooms[index].pending[line].state == .queued else { continue }
            rooms[index].pending[line].state = .sending
            rooms[index].pending[line].sentAt = now.monotonic
            let (id, text) = (rooms[index].pending[line].id, rooms[index].pending[line].text)
            rooms[index].sent.sent(id, text: text)
            effects.append(
                .send(rooms[index].id, text: text, id: id, connection: rooms[index].connections)
            )
        }
        return effects
    }

    /// Moves an own line to where the server put it.
    mutating func confirm(_ id: SendID, in index: Int) {
        guard let line = rooms[index].pending.firstIndex(where: { $0.id == id }) else { return }
        let display = rooms[index].pending.remove(at: line).display
        rooms[index].log.append(.message(own: true, mention: false), display, at: now)
    }

    /// Splits what was on its way when the connection went: never written waits for the next, the
    /// rest may have arrived and is only sent again when the person says so.
    mutating func takeBack(_ leftovers: SentLines.Leftovers, in index: Int) {
        for line in rooms[index].pending.indices {
            let id = rooms[index].pending[line].id
            if leftovers.unsent.contains(id) {
                rooms[index].pending[line].state = .queued
            } else if leftovers.unconfirmed.contains(id) {
                rooms[index].pending[line].state = .unconfirmed
            } else {
                continue
            }
            rooms[index].pending[line].sentAt = nil
        }
    }

    /// Connects now if there is no connection; else sends lines again that perhaps did not arrive.
    mutating func sendAgain() -> [Effect] {
        guard let index = currentIndex else { return [] }
        switch rooms[index].connection {
        case .ended: return reconnectIfEnded(index)
        case .waiting: return [.retryNow(rooms[index].id)]
        case .connecting:
            say("connecting already")
            return []
        case .connected: break
        }
        let again = removePending(index) { [now] in $0.state == .unconfirmed || $0.isLate(at: now) }
        guard !again.isEmpty else {
            say("nothing to send again")
            return []
        }
        for var line in again {
            (line.id, line.state, line.sentAt) = (makeSendID(), .queued, nil)
            rooms[index].pending.append(line)
        }
        return sendQueued(index)
    }

    /// Gives up the shown room's lines that are not on their way or whose echo is overdue.
    ///
    /// - Returns: How many.
    mutating func drop() -> Int {
        guard let index = currentIndex else { return 0 }
        return removePending(index) { [now] in $0.state != .sending || $0.isLate(at: now) }.count
    }

    private mutating func removePending(
        _ index: Int,
        where isChosen: (OwnLine) -> Bool
    ) -> [OwnLine] {
        let chosen = rooms[index].pending.filter(isChosen)
        rooms[index].pending.removeAll(where: isChosen)
        for line in chosen { rooms[index].sent.forget(line.id) }
        return chosen
    }
}
