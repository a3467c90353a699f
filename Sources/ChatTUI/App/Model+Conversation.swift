import WSClient
import Wire

/// What is said in a room, and who is there.
extension Model {
    /// Takes what was told in a room; of a room that was left nothing means anything any more.
    mutating func take(_ event: ConversationEvent, from id: RoomID) -> [Effect] {
        guard let index = index(of: id) else { return [] }
        switch event {
        case .welcomed(let welcomed): take(welcomed, in: index)
        case .message(let message): return heard(message, in: index)
        case .gap(let gap): missed(gap, in: index)
        case .older(let before, let messages, let reachedOldest):
            takeOlder(messages, before: before, reachedOldest: reachedOldest, in: index)
        case .joined(let nick): changed(nick, came: true, in: index)
        case .left(let nick): changed(nick, came: false, in: index)
        case .renamed(let from, let to, let isOwn): renamed(from, to, isOwn: isOwn, in: index)
        case .typing(let nick): rooms[index].typists.add(nick, at: now.monotonic)
        case .restored(let record): restored(record, in: index)
        case .own(let id, let state): took(id, state, in: index)
        case .refused(let refusal): say("not done: \(DisplayText(cleaning: refusal.reason))")
        case .notChat(let bytes): noteNotChat(bytes, in: index)
        }
        return []
    }

    private mutating func take(_ welcomed: Welcomed, in index: Int) {
        rooms[index].isNumbered = true
        rooms[index].nick = welcomed.nick
        rooms[index].members = MemberList(welcomed.members)
        rooms[index].typists = Typists()
        rooms[index].past.oldest = welcomed.oldest
        rooms[index].past.asked = nil
        if rooms[index].reading.seq == nil {
            rooms[index].reading.restore(welcomed.readUpTo)
            // What was said before we first came is no news.
            if welcomed.readUpTo == nil { rooms[index].reading.note(welcomed.top) }
        }
        for line in rooms[index].pending.indices { nameOwnLine(line, in: index) }
    }

    // MARK: Messages

    /// Somebody, or we ourselves, said something.
    private mutating func heard(_ message: RoomMessage, in index: Int) -> [Effect] {
        if let frame = message.frame { rooms[index].lastReceived = frame }
        removePending(of: message, in: index)
        if let from = message.from { rooms[index].typists.remove(from) }
        if let seq = message.seq { rooms[index].past.top = max(rooms[index].past.top, seq) }
        rooms[index].lastSaid = RoomModel.Said(
            line: rooms[index].log.newest + 1,
            text: message.text
        )
        let line = logLine(message, in: index)
        guard case .message(own: false, let isMention) = line.kind else {
            rooms[index].log.append(line)
            return []
        }
        let isNews = isNews(message, in: index)
        let isUnread = isNews && !isLookedAt(index)
        if isUnread {
            if rooms[index].unread == 0 { rooms[index].readUpTo = rooms[index].log.newest }
            rooms[index].unread += 1
            rooms[index].unreadAt = now.monotonic
            if isMention { rooms[index].mentions += 1 }
        } else if isNews, message.isReplay, rooms[index].readUpTo == nil {
            // Said while we were away: the person has it before the eyes, but not read.
            rooms[index].readUpTo = rooms[index].log.newest
        }
        if rooms[index].scroll != .bottom { rooms[index].newBelow += 1 }
        rooms[index].log.append(line)
        return isUnread ? call(for: line.text, isMention: isMention, in: index) : []
    }

    /// Whether nobody has read it here.
    private func isNews(_ message: RoomMessage, in index: Int) -> Bool {
        guard message.isReplay else { return true }
        guard let seq = message.seq, let read = rooms[index].reading.seq else { return false }
        return seq > read
    }

    /// The line of the log that a message becomes.
    func logLine(_ message: RoomMessage, in index: Int) -> LogLine {
        let text = said(DisplayText(cleaning: message.text), by: message.from)
        // Somebody with our own nick (we ourselves, on another terminal) names us by speaking.
        let name = ownName(in: index)
        let isOurs =
            message.from.map { $0 == rooms[index].nick }
            ?? (settings.speakers
                && speaker(of: text)?.utf8.elementsEqual(name.utf8) == true)
        let isMention =
            !message.isOwn && !isOurs
            && (mentions(name, in: text) || settings.mentions.contains { mentions($0, in: text) })
        return LogLine(
            kind: .message(own: message.isOwn, mention: isMention),
            text: shown(text),
            time: message.at.map { wallTime(at: $0) } ?? now.wallTime,
            seq: message.seq,
            from: message.from
        )
    }

    /// Something that was said, as the person wants to see it.
    func shown(_ text: DisplayText) -> DisplayText {
        switch settings.emoji {
        case .safe: text
        case .names: EmojiNames.named(text)
        }
    }

    /// As whom others see us in the room; empty if they do not.
    func ownName(in index: Int) -> String {
        rooms[index].nick?.description ?? rooms[index].chosenNick ?? nick
    }

    private mutating func noteNotChat(_ bytes: [UInt8], in index: Int) {
        rooms[index].lastReceived = bytes
        rooms[index].notChat += 1
        // Cut before it is cleaned, too: a megabyte is not worth it.
        let start = DisplayText(cleaning: bytes.prefix(4 * shownBytes))
        note(
            "not chat (\(rooms[index].notChat) so far): \(start.oneLine.prefix(bytes: shownBytes))",
            in: index
        )
    }

    // MARK: People

    private mutating func changed(_ nick: Nick, came: Bool, in index: Int) {
        if came {
            rooms[index].members.insert(nick)
        } else {
            rooms[index].members.remove(nick)
            rooms[index].typists.remove(nick)
        }
        let newest = rooms[index].log.newest
        if var presence = rooms[index].presence, presence.line == newest,
            presence.isOpen(at: now.monotonic)
        {
            presence.add(nick, came: came)
            rooms[index].log.replaceNewest(newest, with: presence.sentence, at: now)
            rooms[index].presence = presence
        } else {
            var presence = PresenceLine(since: now.monotonic)
            presence.add(nick, came: came)
            presence.line = rooms[index].log.append(.notice, presence.sentence, at: now)
            rooms[index].presence = presence
        }
    }

    private mutating func renamed(_ from: Nick, _ to: Nick, isOwn: Bool, in index: Int) {
        rooms[index].members.remove(from)
        rooms[index].members.insert(to)
        rooms[index].typists.remove(from)
        if isOwn { rooms[index].nick = to }
        let who: DisplayText = isOwn ? "you are" : "\(from.display) is"
        note("\(who) \(to.display) now", in: index)
    }

    /// Tells the others that somebody writes here, unless they know.
    mutating func noteTyping() {
        guard let index = currentIndex, rooms[index].isNumbered,
            rooms[index].connection == .connected, !editor.isEmpty, focus == .message,
            editor.text.utf8.first != UInt8(ascii: "/")
        else { return }
        if let told = rooms[index].typingToldAt,
            now.monotonic < told + Subprotocol.typingMilliseconds
        {
            return
        }
        rooms[index].typingToldAt = now.monotonic
        wished.append(.typing(rooms[index].id))
    }
}

/// What somebody said, with the name before it; what somebody does (`* ana waves`) has it already.
func said(_ text: DisplayText, by nick: Nick?) -> DisplayText {
    guard let nick else { return text }
    let isAction = text.string.utf8.starts(with: "* \(nick.description) ".utf8)
    return isAction ? text : "\(nick.display): \(text)"
}

/// So much of something that is no chat message is shown.
private let shownBytes = 200
