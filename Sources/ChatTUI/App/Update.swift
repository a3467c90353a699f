import Wire

/// Takes one event into the model.
///
/// - Returns: What is to be done outside, in order.
func update(_ model: inout Model, _ event: Event, at now: Moment) -> [Effect] {
    model.now = now
    let effects = model.take(event)
    model.searchOlder()
    model.noteReading()
    defer { model.wished = [] }
    // Leaving comes last.
    return model.wished + effects
}

/// When, in milliseconds of the monotonic clock, ``Event/tick`` is wanted next.
///
/// An idle connected screen asks for the next minute of its clock only.
func nextDeadline(of model: borrowing Model) -> Int64 {
    let now = model.now.monotonic
    let untilMinute = 60_000 - (model.now.wall % 60_000 + 60_000) % 60_000
    // A search goes on as soon as nothing else is to be done.
    if model.isSearching { return now }
    var deadline = now + untilMinute
    if let end = model.noticeEnd { deadline = min(deadline, end) }
    if let index = model.currentIndex {
        if let due = model.rooms[index].reading.due { deadline = min(deadline, max(due, now)) }
        if let end = model.rooms[index].typists.nextEnd { deadline = min(deadline, end) }
        if case .waiting(let until, _) = model.rooms[index].connection, until > now {
            // The seconds that are left are shown rounded up.
            deadline = min(deadline, until - (until - now - 1) / 1_000 * 1_000)
        }
        let late = model.rooms[index].pending.lazy
            .filter { $0.state == .sending }
            .compactMap(\.sentAt)
            .map { $0 + OwnLine.lateMilliseconds }
            .first { $0 > now }
        if let late { deadline = min(deadline, late) }
    }
    return deadline
}

extension Model {
    fileprivate mutating func take(_ event: Event) -> [Effect] {
        switch event {
        case .input(let input):
            let effects = take(input)
            wishForOlder()
            return effects
        case .resized(let size):
            resize(to: size)
            wishForOlder()
        case .tick: tick()
        case .session(let id, let event): take(event, from: id)
        case .conversation(let id, let event): return take(event, from: id)
        case .logged(let id, let page): take(page, of: id)
        case .server(let sentence): tell(DisplayText(cleaning: sentence))
        case .edited(let result): take(edited: result)
        case .saved(let result): saved(result)
        case .failed(let sentence): say(sentence)
        case .terminate:
            for index in rooms.indices { tellReading(index) }
            return [.quit]
        }
        return []
    }

    private mutating func take(_ input: TerminalInput) -> [Effect] {
        switch input {
        case .key(let key):
            let effects = press(key)
            if key.typed != nil { noteTyping() }
            return effects
        case .text(let text):
            type(text)
            noteTyping()
        case .paste(let text):
            paste(text)
            noteTyping()
        case .longPaste: refuseLongPaste()
        case .focus(let isFocused): focus(isFocused)
        case .mouse(let mouse): take(mouse)
        }
        return []
    }

    private mutating func tick() {
        expireNotice()
        searchOn()
        for index in rooms.indices { rooms[index].typists.expire(at: now.monotonic) }
    }

    /// The window tells its focus: without it nobody looks at the shown room.
    fileprivate mutating func focus(_ isFocused: Bool) {
        guard isFocused != self.isFocused else { return }
        if isFocused {
            self.isFocused = true
            look()
        } else {
            lookAway()
            self.isFocused = false
            rankRooms()
        }
    }

    fileprivate mutating func resize(to size: Size) {
        self.size = Size(columns: max(size.columns, 1), rows: max(size.rows, 1))
        scroll(by: 0)
    }

    fileprivate mutating func expireNotice() {
        guard let end = noticeEnd, now.monotonic >= end else { return }
        endNotice()
        // Nobody answers a question that is not to be seen any more.
        question = nil
    }

    /// The program speaks in the shown room, where it can be read later, else in the status line.
    mutating func tell(_ text: DisplayText) {
        guard let index = currentIndex else { return say(text) }
        rooms[index].log.append(.notice, text, at: now)
    }
}
