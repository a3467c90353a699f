import Wire

/// Turns the lines of one room into rows of the message pane, one line at a time.
///
/// What a row looks like depends on the line and the one before it only: nothing here walks the
/// log.
struct MessageRows {
    private let room: RoomModel
    private let nick: String
    private let now: Moment?
    private let settings: Settings
    private let columns: Int
    private let showsTime: Bool
    private let showsRules: Bool

    /// Rows for a pane of this size.
    ///
    /// - Parameters:
    ///   - room: Whose lines.
    ///   - pane: How wide and high the pane is.
    ///   - showsTime: Whether there is a column for the time where the pane is wide enough.
    ///   - nick: Our own name, to tell it from others.
    ///   - now: For own lines that wait for too long; `nil` when only the number of rows counts.
    ///   - settings: How times are written, and who is taken for a speaker.
    init(
        _ room: RoomModel,
        pane: Size,
        showsTime: Bool = true,
        nick: String = "",
        now: Moment? = nil,
        settings: Settings = Settings()
    ) {
        self.settings = settings
        self.room = room
        self.nick = nick
        self.now = now
        columns = max(pane.columns, 1)
        self.showsTime = showsTime && pane.columns >= 44
        showsRules = pane.rows >= 4
    }

    private var textColumn: Int { showsTime ? LocalTime.columns(of: settings.time) + 1 : 0 }
    private var hangingIndent: Int { columns < 20 ? 0 : showsTime ? 5 : 2 }

    /// The rows of the log's line at this index, with the rules above it.
    func line(at index: Int) -> RowBlock {
        let line = room.log.line(at: index)
        let previous = index > 0 ? room.log.line(at: index - 1) : nil
        var block: RowBlock
        switch line.kind {
        case .gap, .missing:
            block = RowBlock()
        case .notice:
            var text = CellText()
            text.append("-- ", .notice)
            text.append(line.text, .notice)
            block = wrap(text.cells, at: line.time, after: previous?.time)
        case .message(_, let mention):
            var text = speakerCells(line, isMention: mention)
            room.search?.mark(&text, ofLine: line.number)
            block = wrap(text, at: line.time, after: previous?.time)
        }
        if showsRules, index == 0, let label = pastLabel {
            block.rules.append(RuleRow.cells([label], columns: columns, isNew: false))
        }
        if showsRules, let rule = rule(above: line, previous: previous) {
            block.rules.append(rule)
        }
        switch line.kind {
        case .gap, .missing:
            block.rules.append(RuleRow.cells([line.text], columns: columns, isNew: true))
        case .message, .notice: break
        }
        return block
    }

    /// What stands above the oldest line.
    private var pastLabel: DisplayText? {
        guard room.isNumbered || room.past.isLocal, !room.past.isHidden else { return nil }
        if room.reachesOldest {
            if room.past.isLocal { return "the log here begins" }
            return room.past.oldest <= 1
                ? "the beginning of the room" : "what was said before is not kept"
        }
        if !room.log.hasSpaceForOlder || room.hasLostLocal {
            return "what was said before is in chat-tui log"
        }
        return room.past.asked == room.log.firstSeq ? "asking for what was said before" : nil
    }

    /// The rows of the unconfirmed own line at this index.
    func pending(at index: Int) -> RowBlock {
        let line = room.pending[index]
        let previous =
            index > 0 ? room.pending[index - 1].moment.wallTime : room.log.lines.last?.time
        let time = line.moment.wallTime
        var text = CellText()
        text.append(line.display, .pending)
        if case .refused(let reason) = line.state {
            text.append("\nnot taken: \(reason)", .warning)
        }
        let cells = text.cells
        // The mark stands at the right edge of the last row, which the words leave free.
        guard columns >= 10 else { return wrap(cells, at: time, after: previous) }
        var block = wrap(cells, at: time, after: previous, free: 2)
        block.mark = (mark(of: line), columns - 1)
        return block
    }

    private func mark(of line: OwnLine) -> Cell {
        switch line.state {
        case .queued: return Cell(base: "⏸", width: 1, role: .pending)
        case .unconfirmed: return Cell(base: "?", width: 1, role: .warning)
        case .refused: return Cell(base: "▲", width: 1, role: .warning)
        case .accepted: return Cell(base: "…", width: 1, role: .pending)
        case .sending:
            return now.map { line.isLate(at: $0) } ?? false
                ? Cell(base: "!", width: 1, role: .warning)
                : Cell(base: "…", width: 1, role: .pending)
        }
    }

    private func wrap(
        _ cells: [Cell],
        at time: WallTime,
        after previous: WallTime?,
        free: Int = 0
    ) -> RowBlock {
        let width = max(columns - textColumn - free, 1)
        var block = RowBlock()
        block.cells = cells
        block.ranges = TextWrap.rows(cells, width: width, indent: hangingIndent)
        block.lead = timeColumn(time, after: previous)
        block.indent = textColumn + hangingIndent
        return block
    }

    /// The time, left out when it equals the line above.
    private func timeColumn(_ wallTime: WallTime, after previous: WallTime?) -> [Cell] {
        guard showsTime else { return [] }
        let time = LocalTime(wallTime)
        if let previous, LocalTime(previous) == time {
            return Array(repeating: .blank(.text), count: textColumn)
        }
        let clock = CellText.cells(time.clock(settings.time), .faint)
        let blanks = Array(repeating: Cell.blank(.faint), count: textColumn - 1 - clock.count)
        return blanks + clock + [.blank(.faint)]
    }

    private func speakerCells(_ line: LogLine, isMention: Bool) -> [Cell] {
        var cells = CellText.cells(line.text, isMention ? .mention : .text)
        guard let name = name(in: line) else { return cells }
        let isOwn = name.utf8.elementsEqual(nick.utf8)
        let role: TextRole =
            isMention ? .mentionSpeaker : isOwn ? .ownSpeaker : .speaker(hue: speakerHue(name))
        for index in 0..<min(name.unicodeScalars.count, cells.count) { cells[index].role = role }
        return cells
    }

    /// Where the server tells who speaks, what somebody writes at the start of a message does not
    /// count.
    private func name(in line: LogLine) -> Substring? {
        guard room.isNumbered || line.from != nil else {
            return settings.speakers ? speaker(of: line.text) : nil
        }
        guard let name = line.from?.description,
            line.text.string.utf8.starts(with: "\(name): ".utf8)
        else { return nil }
        return name[...]
    }

    /// A new day, what is new since we looked away, and, without a time column, the time now and
    /// then.
    private func rule(above line: LogLine, previous: LogLine?) -> [Cell]? {
        var labels: [DisplayText] = []
        let time = LocalTime(line.time)
        let before = previous.map { LocalTime($0.time) }
        if time.day != before?.day {
            labels.append(columns >= 30 ? time.longDate : time.shortDate)
        }
        if !showsTime, before.map({ time.minutes - $0.minutes >= 5 }) ?? true {
            labels.append(time.clock(settings.time))
        }
        let unread = unreadLabel(above: line, previous: previous)
        if let unread { labels.append(unread) }
        guard !labels.isEmpty else { return nil }
        return RuleRow.cells(labels, columns: columns, isNew: unread != nil)
    }

    private func unreadLabel(above line: LogLine, previous: LogLine?) -> DisplayText? {
        guard let readUpTo = room.readUpTo, line.number > readUpTo,
            previous.map({ $0.number <= readUpTo }) ?? true
        else { return nil }
        let start = room.log.index(ofLine: line.number)
        let lines = room.log.count - start
        // Counted line by line only while that is cheap; the difference holds the program's own
        // lines too.
        guard lines <= 1000 else { return "\(lines) new" }
        let count = room.log.messagesOfOthers(from: start)
        return count > 0 ? "\(count) new" : nil
    }
}

/// One of ``TextRole/hues``, the same on every day and machine (FNV-1a).
func speakerHue(_ name: some StringProtocol) -> UInt8 {
    var hash: UInt32 = 2_166_136_261
    for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return UInt8((hash ^ hash >> 16) % UInt32(TextRole.hues))
}
