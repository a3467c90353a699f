import WSClient
import Wire

/// What a room's session tells.
extension Model {
    /// Takes an event of the room's session; events of a room that was left mean nothing any more.
    mutating func take(_ event: ClientEvent, from id: RoomID) -> [Effect] {
        guard let index = index(of: id) else { return [] }
        switch event {
        case .connecting: rooms[index].connection = .connecting
        case .connected: return connected(index)
        case .text(let bytes): return received(bytes, in: index)
        case .binary(let count): note("not chat: a binary message of \(count) bytes", in: index)
        case .written(let id): rooms[index].sent.written(id)
        case .lost(let loss, let retryIn):
            lost(loss, retryIn: retryIn?.wholeMilliseconds, in: index)
        case .closed: rooms[index].connection = .ended(reason: DisplayText("closed"))
        }
        return []
    }

    private mutating func connected(_ index: Int) -> [Effect] {
        rooms[index].connection = .connected
        rooms[index].connections += 1
        rooms[index].toldReason = nil
        if index == current { sayUnconfirmed() }
        if let lostAt = rooms[index].lostAt {
            rooms[index].lostAt = nil
            drawGap(of: now.monotonic - lostAt, in: index)
        } else {
            note("connected to \(server)", in: index)
        }
        return sendQueued(index)
    }

    /// After a reconnect the person decides about lines that perhaps did not arrive.
    private mutating func sayUnconfirmed() {
        let lines = rooms[current].pending.count { $0.state == .unconfirmed }
        guard lines > 0 else { return }
        let what: DisplayText = lines == 1 ? "1 line" : "\(lines) lines"
        say("\(what) may not have arrived: Alt+R sends again, /drop gives up")
    }

    /// Marks that what was said in between is not known, as this wire has no history.
    ///
    /// Gaps in a row become one.
    private mutating func drawGap(of milliseconds: Int64, in index: Int) {
        var gap = RoomModel.Gap(line: 0, times: 1, milliseconds: milliseconds)
        let earlier = rooms[index].gap.flatMap { $0.line == rooms[index].log.newest ? $0 : nil }
        if let earlier {
            gap.line = earlier.line
            gap.times += earlier.times
            gap.milliseconds += earlier.milliseconds
        }
        let text = gap.sentence
        if earlier == nil {
            gap.line = rooms[index].log.append(.gap, text, at: now)
        } else {
            rooms[index].log.replaceNewest(gap.line, with: text, at: now)
        }
        rooms[index].gap = gap
    }

    private mutating func lost(_ loss: ConnectionLoss, retryIn: Int64?, in index: Int) {
        takeBack(rooms[index].sent.lost(), in: index)
        if rooms[index].connection == .connected { rooms[index].lostAt = now.monotonic }
        let reason = loss.explanation(for: rooms[index].url)
        guard let retryIn else {
            rooms[index].connection = .ended(reason: reason)
            return note("not connected: \(reason). Alt+R tries again.", in: index)
        }
        let until = now.monotonic + retryIn
        rooms[index].connection = .waiting(until: until, reason: reason)
        // Later losses show in the gap line; before the first connection nothing else tells why.
        guard rooms[index].lostAt == nil, rooms[index].toldReason != reason else { return }
        rooms[index].toldReason = reason
        note("not connected yet: \(reason)", in: index)
    }

    private mutating func received(_ bytes: [UInt8], in index: Int) -> [Effect] {
        rooms[index].lastReceived = bytes
        guard let frame = ChatFrame(parsing: bytes) else {
            rooms[index].notChat += 1
            // Cut before it is cleaned, too: a megabyte is not worth it.
            let start = DisplayText(cleaning: bytes.prefix(4 * shownBytes))
            let shown = start.oneLine.prefix(bytes: shownBytes)
            note("not chat (\(rooms[index].notChat) so far): \(shown)", in: index)
            return []
        }
        if frame.isString, confirms(frame.message, in: index) { return sendQueued(index) }
        return heard(DisplayText(cleaning: frame.message), in: index)
    }

    /// Whether the message is the echo of an own line, which is confirmed then.
    private mutating func confirms(_ message: String, in index: Int) -> Bool {
        if let id = rooms[index].sent.received(message.utf8) {
            confirm(id, in: index)
            return true
        }
        // The oldest echo is overdue: perhaps it was lost on the server, and a later one is here.
        guard rooms[index].sent.count > 0,
            rooms[index].pending.first(where: { $0.state == .sending })?.isLate(at: now) == true,
            let echo = rooms[index].sent.overtaken(by: message.utf8)
        else { return false }
        takeBack(SentLines.Leftovers(unconfirmed: echo.lost), in: index)
        confirm(echo.by, in: index)
        return true
    }

    /// Somebody else spoke.
    private mutating func heard(_ text: DisplayText, in index: Int) -> [Effect] {
        // Somebody with our own nick (we ourselves, on another terminal) names us by speaking.
        let isOurs = speaker(of: text)?.utf8.elementsEqual(nick.utf8) == true
        let isMention = !isOurs && mentions(nick, in: text)
        let isUnread = !isLookedAt(index)
        if isUnread {
            if rooms[index].unread == 0 { rooms[index].readUpTo = rooms[index].log.newest }
            rooms[index].unread += 1
            if isMention { rooms[index].mentions += 1 }
        }
        if rooms[index].scroll != .bottom { rooms[index].newBelow += 1 }
        rooms[index].log.append(.message(own: false, mention: isMention), text, at: now)
        return isUnread && isMention ? ring() : []
    }

    /// The bell, but not more often than once a second.
    private mutating func ring() -> [Effect] {
        if let lastBell, now.monotonic < lastBell + 1_000 { return [] }
        lastBell = now.monotonic
        return [.bell]
    }

    private mutating func note(_ text: DisplayText, in index: Int) {
        rooms[index].log.append(.notice, text, at: now)
    }
}

/// So much of something that is no chat message is shown.
private let shownBytes = 200

extension RoomModel.Gap {
    /// What the gap line says.
    fileprivate var sentence: DisplayText {
        let away = duration(ofMilliseconds: milliseconds)
        return times == 1
            ? "\(away) not connected: messages may be missing"
            : "\(times) times not connected, \(away) in all: messages may be missing"
    }
}

/// A time span in the two largest units that say something: `42 s`, `3 min 5 s`, `2 h 10 min`.
func duration(ofMilliseconds milliseconds: Int64) -> DisplayText {
    let seconds = (max(milliseconds, 0) + 500) / 1_000
    return switch seconds {
    case ..<1: "under 1 s"
    case ..<60: "\(seconds) s"
    case ..<3_600: "\(seconds / 60) min" + (seconds % 60 == 0 ? "" : " \(seconds % 60) s")
    default: "\(seconds / 3_600) h" + (seconds / 60 % 60 == 0 ? "" : " \(seconds / 60 % 60) min")
    }
}
