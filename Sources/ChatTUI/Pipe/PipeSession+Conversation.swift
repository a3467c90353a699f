import WSClient
import Wire

/// What is said in the rooms, and what becomes of our lines.
extension PipeSession {
    /// Takes an event of a room's conversation.
    mutating func take(_ event: ConversationEvent, in index: Int, at now: Moment) {
        guard rooms.indices.contains(index), rooms[index].link != .ended else { return }
        switch event {
        case .message(let message): said(message, in: index, at: now)
        case .notChat(let bytes): printUnlessEnough(.notChat(bytes), in: index, at: now)
        case .gap(let gap): missing(gap, in: index, at: now)
        case .own(let id, let state): changed(id, state, in: index, at: now)
        case .refused(let refusal):
            let reason = DisplayText(cleaning: refusal.reason).oneLine.prefix(bytes: 200)
            complain(.normal, "\(rooms[index].title): the server refused: \(reason)")
        case .restored:
            complain(.verbose, "\(rooms[index].title): sending a line of an earlier run")
        case .joined(let nick): report("join", in: index, at: now, nicks: [("nick", nick)])
        case .left(let nick): report("leave", in: index, at: now, nicks: [("nick", nick)])
        case .renamed(let from, let to, _):
            report("nick", in: index, at: now, nicks: [("from", from), ("to", to)])
        case .welcomed, .older, .typing: break
        }
    }

    private mutating func said(_ message: RoomMessage, in index: Int, at now: Moment) {
        // Who types sees the own lines already.
        if message.isOwn, options.isInteractive { return }
        // What comes when enough has come is not asked for any more.
        if !message.isOwn, hasEnough { return }
        printUnlessEnough(.message(message), in: index, at: now)
    }

    /// Prints what came; what others said counts.
    private mutating func printUnlessEnough(
        _ content: PipeFormat.Content,
        in index: Int,
        at now: Moment
    ) {
        var isOwn = false
        if case .message(let message) = content { isOwn = message.isOwn }
        if !isOwn, hasEnough { return }
        if let output = options.output {
            let message = PipeFormat.Message(
                room: rooms[index].name,
                moment: now,
                content: content
            )
            let format = PipeFormat(output: output, isForTerminal: options.printsOnTerminal)
            effects.append(.print(format.line(message)))
        }
        if !isOwn { countMessage(at: now.monotonic) }
    }

    private mutating func missing(_ gap: MessageGap, in index: Int, at now: Moment) {
        let title = rooms[index].title
        if let count = gap.count {
            let messages: DisplayText = count == 1 ? "1 message is" : "\(count) messages are"
            let place: DisplayText = "behind number \(gap.after)"
            complainUnlessReported(.normal, "\(title): \(messages) missing \(place)")
        } else {
            let sentence: DisplayText = "the server has another log now, messages may be missing"
            complainUnlessReported(.normal, "\(title): \(sentence)")
        }
        report("gap", in: index, at: now, missing: gap)
    }

    private mutating func changed(
        _ id: SendID,
        _ state: OwnLineState,
        in index: Int,
        at now: Moment
    ) {
        let refused = rooms[index].changed(id, state, at: now.monotonic)
        guard let refused, case .refused(_, let reason) = state else { return }
        let line = DisplayText(cleaning: refused).oneLine.prefix(characters: 60)
        let why = DisplayText(cleaning: reason).oneLine.prefix(bytes: 200)
        complain(.quiet, "\(rooms[index].title) refuses \"\(line)\": \(why)")
    }
}
