import WSClient
import Wire

/// What a room's session tells.
extension Model {
    /// Takes an event of the room's session; events of a room that was left mean nothing any more.
    mutating func take(_ event: ClientEvent, from id: RoomID) {
        guard let index = index(of: id) else { return }
        switch event {
        case .connecting: rooms[index].connection = .connecting
        case .connected(let subprotocol): connected(index, subprotocol)
        // The room's conversation tells what they mean.
        case .text, .written: break
        case .binary(let count): note("not chat: a binary message of \(count) bytes", in: index)
        case .lost(let loss, let retryIn):
            lost(loss, retryIn: retryIn?.wholeMilliseconds, in: index)
        case .closed: rooms[index].connection = .ended(reason: DisplayText("closed"))
        }
    }

    private mutating func connected(_ index: Int, _ subprotocol: String?) {
        rooms[index].connection = .connected
        rooms[index].toldReason = nil
        rooms[index].isNumbered =
            subprotocol?.utf8.elementsEqual(Subprotocol.chatTUI1.utf8) == true
        let lostAt = rooms[index].lostAt
        rooms[index].lostAt = nil
        // Where messages have numbers what is missing is told exactly, and so is who is there.
        guard !rooms[index].isNumbered else { return forgetLocalLog(in: index) }
        (rooms[index].nick, rooms[index].members) = (nil, MemberList())
        if index == current { sayUnconfirmed() }
        if let lostAt {
            drawGap(of: now.monotonic - lostAt, in: index)
        } else {
            note("connected to \(rooms[index].serverTitle)", in: index)
        }
    }

    /// After a reconnect the person decides about lines that perhaps did not arrive.
    private mutating func sayUnconfirmed() {
        let lines = rooms[current].pending.count { $0.state == .unconfirmed }
        guard lines > 0 else { return }
        let what: DisplayText = lines == 1 ? "1 line" : "\(lines) lines"
        let key = keyMap.name(.sendAgain, or: "/retry")
        say("\(what) may not have arrived: \(key) sends again, /drop gives up")
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
        rooms[index].typists = Typists()
        if rooms[index].connection == .connected { rooms[index].lostAt = now.monotonic }
        let reason = loss.explanation(for: rooms[index].url)
        guard let retryIn else {
            rooms[index].connection = .ended(reason: reason)
            let key = keyMap.name(.sendAgain, or: "/retry")
            return note("not connected: \(reason). \(key) tries again.", in: index)
        }
        let until = now.monotonic + retryIn
        rooms[index].connection = .waiting(until: until, reason: reason)
        // Later losses show in the gap line; before the first connection nothing else tells why.
        guard rooms[index].lostAt == nil, rooms[index].toldReason != reason else { return }
        rooms[index].toldReason = reason
        note("not connected yet: \(reason)", in: index)
    }

    /// The program speaks in a room.
    mutating func note(_ text: DisplayText, in index: Int) {
        rooms[index].log.append(.notice, text, at: now)
    }
}

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
