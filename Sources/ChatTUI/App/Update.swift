import Wire

/// Takes one event into the model.
///
/// - Returns: What is to be done outside, in order.
func update(_ model: inout Model, _ event: Event, at now: Moment) -> [Effect] {
    model.now = now
    switch event {
    case .input(.key(let key)): return model.press(key)
    case .input(.text(let text)): model.type(text)
    case .input(.paste(let text)): model.paste(text)
    case .input(.longPaste): model.refuseLongPaste()
    case .input(.focus(let isFocused)): model.focus(isFocused)
    case .input(.mouse(let mouse)): model.take(mouse)
    case .resized(let size): model.resize(to: size)
    case .tick: model.expireNotice()
    case .session(let id, let event): return model.take(event, from: id)
    case .conversation: break
    case .server(let sentence): model.tell(DisplayText(cleaning: sentence))
    case .terminate: return [.quit]
    }
    return []
}

/// When, in milliseconds of the monotonic clock, ``Event/tick`` is wanted next; `nil` for never.
///
/// An idle connected screen asks for the next minute of its clock only.
func nextDeadline(of model: Model) -> Int64? {
    let now = model.now.monotonic
    let untilMinute = 60_000 - (model.now.wall % 60_000 + 60_000) % 60_000
    var deadlines = [now + untilMinute]
    if let end = model.noticeEnd { deadlines.append(end) }
    if let index = model.currentIndex {
        if case .waiting(let until, _) = model.rooms[index].connection, until > now {
            // The seconds that are left are shown rounded up.
            deadlines.append(until - (until - now - 1) / 1_000 * 1_000)
        }
        let late = model.rooms[index].pending.lazy
            .filter { $0.state == .sending }
            .compactMap(\.sentAt)
            .map { $0 + OwnLine.lateMilliseconds }
            .first { $0 > now }
        if let late { deadlines.append(late) }
    }
    return deadlines.min()
}

extension Model {
    /// The window tells its focus: without it nobody looks at the shown room.
    fileprivate mutating func focus(_ isFocused: Bool) {
        guard isFocused != self.isFocused else { return }
        if isFocused {
            self.isFocused = true
            look()
        } else {
            lookAway()
            self.isFocused = false
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
