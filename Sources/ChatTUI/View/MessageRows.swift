import Wire

/// The lines of one room as rows of the message pane, one line at a time: those of the log, and
/// behind them the unconfirmed own ones.
///
/// What a row looks like depends on the line and the one before it only: nothing here walks the
/// log.
struct MessageRows {
    /// How the rows of all lines look.
    let style: RowStyle
    private let room: RoomModel
    private let now: Moment?

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
        self.room = room
        self.now = now
        style = RowStyle(
            columns: max(pane.columns, 1),
            showsTime: showsTime && pane.columns >= 44,
            showsRules: pane.rows >= 4,
            clock: settings.time,
            nick: nick,
            readsSpeakers: settings.speakers && !room.isNumbered
        )
    }

    /// How many lines there are.
    var count: Int { room.log.count + room.pending.count }

    /// What the rows of the line at this index depend on.
    func source(at index: Int) -> RowSource {
        let lines = room.log.count
        return index < lines ? log(at: index) : pending(at: index - lines)
    }

    /// The rows of the line at this index, with the rules above it.
    func block(at index: Int) -> RowBlock { RowBlock(source(at: index), style) }

    /// The lowest visible line, -1 if there is none, and how many of its rows are below the edge.
    func anchor(of position: ScrollPosition) -> (index: Int, rowsBelow: Int) {
        guard case .line(let number, let rowsBelow) = position, room.log.count > 0 else {
            return (count - 1, 0)
        }
        let index = room.log.index(ofLine: number)
        guard index < room.log.count else { return (count - 1, 0) }
        return (index, min(rowsBelow, max(block(at: index).count - 1, 0)))
    }
}

// MARK: - Lines of the log

extension MessageRows {
    private func log(at index: Int) -> RowSource {
        let line = room.log.line(at: index)
        return RowSource(
            line: .log(line),
            previous: index > 0 ? room.log.time(at: index - 1) : nil,
            pastLabel: style.showsRules && index == 0 ? pastLabel : nil,
            unreadLabel: style.showsRules ? unreadLabel(above: line.number, at: index) : nil,
            found: room.search?.found(inLine: line.number)
        )
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

    private func unreadLabel(above number: Int, at index: Int) -> DisplayText? {
        guard let readUpTo = room.readUpTo, number > readUpTo,
            index == 0 || number - 1 <= readUpTo
        else { return nil }
        let lines = room.log.count - index
        // Counted line by line only while that is cheap; the difference holds the program's own
        // lines too.
        guard lines <= 1000 else { return "\(lines) new" }
        let count = room.log.messagesOfOthers(from: index)
        return count > 0 ? "\(count) new" : nil
    }
}

// MARK: - Unconfirmed own lines

extension MessageRows {
    private func pending(at index: Int) -> RowSource {
        let line = room.pending[index]
        let count = room.log.count
        let before =
            index > 0
            ? room.pending[index - 1].moment.wallTime
            : count > 0 ? room.log.time(at: count - 1) : nil
        return RowSource(line: .own(line, mark: mark(of: line)), previous: before)
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
}
