import WSClient
import Wire

/// Own lines: from the input line to `pending`, and into the log when the server has them.
extension Model {
    /// Unconfirmed lines kept per room.
    static let maximumPending = 1_000
    static let maximumPendingBytes = 1 << 20
    /// The largest chat frame that our own server takes: a larger one would only cost the connection.
    static let maximumFrame = 64 << 10

    private static func fitsFrame(_ text: String) -> Bool {
        // No byte becomes more than six.
        text.utf8.count < maximumFrame / 8 || ChatFrame.encode(message: text).count <= maximumFrame
    }

    /// Says `texts` in the shown room, each as one message; where the server knows no names, as
    /// `nick: text` if there is a nick.
    ///
    /// - Throws: Why not, with nothing sent: no room, or too much waits already.
    mutating func speak(_ texts: [String]) throws(CommandError) -> [Effect] {
        let nick = currentRoom?.chosenNick ?? nick
        return try send(texts, prefix: nick.isEmpty ? "" : "\(nick): ")
    }

    /// Sends `texts` to the shown room, or keeps them until there is a connection.
    ///
    /// - Throws: Why not, with nothing sent: no room, or too much waits already.
    mutating func send(_ texts: [String], prefix: String = "") throws(CommandError) -> [Effect] {
        guard let index = currentIndex else { throw CommandError("no room: /join ROOM first") }
        if case .ended = rooms[index].connection {
            let key = keyMap.name(.sendAgain, or: "/retry")
            throw CommandError("not sent: there is no connection. \(key) tries again")
        }
        guard texts.count <= Self.maximumPending else {
            throw CommandError("not sent: at most \(Self.maximumPending) lines at a time")
        }
        guard texts.allSatisfy({ Self.fitsFrame(prefix + $0) }) else {
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
        rooms[index].scroll = .bottom
        rooms[index].typingToldAt = nil
        // Who writes does not look at the list: its order may change now.
        rankRooms()
        return texts.map { say($0, prefix: prefix, in: index) }
    }

    private mutating func say(_ text: String, prefix: String, in index: Int) -> Effect {
        let id = makeSendID()
        add(OwnLine(id: id, text: text, prefix: prefix, moment: now), in: index)
        return .say(rooms[index].id, text: text, prefix: prefix, id: id)
    }

    private mutating func add(_ line: OwnLine, in index: Int) {
        rooms[index].pending.append(line)
        nameOwnLine(rooms[index].pending.count - 1, in: index)
    }

    /// Shows an own line as it will be shown when it is in the log.
    mutating func nameOwnLine(_ line: Int, in index: Int) {
        let own = rooms[index].pending[line]
        rooms[index].pending[line].display = shown(
            rooms[index].isNumbered
                ? said(DisplayText(cleaning: own.text), by: rooms[index].nick)
                : DisplayText(cleaning: own.prefix + own.text)
        )
    }

    // MARK: What becomes of them

    /// A line that an earlier process left behind.
    mutating func restored(_ record: OwnLineRecord, in index: Int) {
        var moment = now
        moment.wall = record.at
        moment.utcOffset = wallTime(at: record.at).utcOffset
        let line = OwnLine(id: record.id, text: record.text, prefix: record.prefix, moment: moment)
        add(line, in: index)
    }

    /// More is known of an own line.
    mutating func took(_ id: SendID, _ state: OwnLineState, in index: Int) {
        guard let line = rooms[index].pending.firstIndex(where: { $0.id == id }) else { return }
        if case .accepted = state { noteConfirmation(of: rooms[index].pending[line], in: index) }
        switch state {
        case .waiting: rooms[index].pending[line].state = .queued
        case .sending:
            rooms[index].pending[line].state = .sending
            rooms[index].pending[line].sentAt = now.monotonic
        case .written, .accepted(seq: nil): settle(line, in: index)
        case .accepted(let seq?):
            guard seq > rooms[index].past.top else {
                // It stands in the log already.
                rooms[index].pending.remove(at: line)
                return
            }
            rooms[index].pending[line].state = .accepted(seq: seq)
        case .unconfirmed: rooms[index].pending[line].state = .unconfirmed
        case .refused(_, let reason):
            let reason = DisplayText(cleaning: reason).oneLine.prefix(bytes: 200)
            rooms[index].pending[line].state = .refused(reason)
            guard index == current else { return }
            let key = keyMap.name(.sendAgain, or: "/retry")
            say("not taken: \(reason) (\(key) sends again, /drop gives up)")
        }
    }

    /// A line whose message is not told goes into the log where it is.
    private mutating func settle(_ line: Int, in index: Int) {
        let display = rooms[index].pending.remove(at: line).display
        rooms[index].log.append(.message(own: true, mention: false), display, at: now)
    }

    /// Takes the own line away that this message is.
    mutating func removePending(of message: RoomMessage, in index: Int) {
        guard message.isOwn || message.id != nil, !rooms[index].pending.isEmpty else { return }
        let line = rooms[index].pending.firstIndex { line in
            if line.id == message.id { return true }
            guard case .accepted(let seq) = line.state else { return false }
            return seq == message.seq
        }
        guard let line else { return }
        let own = rooms[index].pending.remove(at: line)
        if own.state == .sending { noteConfirmation(of: own, in: index) }
    }

    /// How long that took tells how fast the connection is.
    private mutating func noteConfirmation(of line: OwnLine, in index: Int) {
        guard let sentAt = line.sentAt else { return }
        rooms[index].confirmation = RoomModel.Confirmation(
            milliseconds: now.monotonic - sentAt,
            at: now.monotonic
        )
    }

    // MARK: Again, or not at all

    /// Connects now if there is no connection; else sends lines again that perhaps did not arrive,
    /// or were refused.
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
        var effects: [Effect] = []
        let room = rooms[index].id
        for line in rooms[index].pending {
            if line.state == .unconfirmed {
                effects.append(.sendAgain(room, line.id))
            } else if line.isRefused || rooms[index].isOverdue(line, at: now) {
                // As a new line: the old one is over, or its echo was lost.
                rooms[index].pending.removeAll { $0.id == line.id }
                if !line.isRefused { effects.append(.drop(room, line.id)) }
                effects.append(say(line.text, prefix: line.prefix, in: index))
            }
        }
        if effects.isEmpty { say("nothing to send again") }
        return effects
    }

    /// Gives up the shown room's lines that are not on their way, or whose echo is overdue.
    mutating func drop() -> [Effect] {
        guard let index = currentIndex else { return [] }
        let room = rooms[index]
        let dropped = room.pending.filter { line in
            switch line.state {
            case .queued, .unconfirmed, .refused: true
            case .sending: room.isOverdue(line, at: now)
            case .accepted: false
            }
        }
        let ids = Set(dropped.map(\.id))
        rooms[index].pending.removeAll { ids.contains($0.id) }
        say(dropped.count == 1 ? "1 line dropped" : "\(dropped.count) lines dropped")
        return dropped.filter { !$0.isRefused }.map { .drop(room.id, $0.id) }
    }
}

extension OwnLine {
    /// A line that was entered just now.
    init(id: SendID, text: String, prefix: String, moment: Moment) {
        self.init(
            id: id,
            text: text,
            prefix: prefix,
            display: "",
            state: .queued,
            moment: moment
        )
    }

    /// Whether the server did not take it.
    var isRefused: Bool {
        if case .refused = state { true } else { false }
    }
}

extension RoomModel {
    /// Whether the echo that alone would confirm a line should be here by now.
    ///
    /// Where the server acknowledges lines, a late one is no reason to do anything.
    fileprivate func isOverdue(_ line: OwnLine, at now: Moment) -> Bool {
        !isNumbered && line.isLate(at: now)
    }
}
