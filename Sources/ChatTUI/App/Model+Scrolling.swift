import Wire

/// What of the messages, or of the help, is visible.
extension Model {
    /// More rows than anything has.
    private static let farAway = 1 << 30

    /// Does a scrolling key.
    mutating func scroll(_ action: KeyAction) {
        let page = max(Layout(self).pane.rows - 1, 1)
        switch action {
        case .pageUp: scroll(by: page)
        case .pageDown: scroll(by: -page)
        case .rowUp: scroll(by: 1)
        case .rowDown: scroll(by: -1)
        case .oldest: scrollToOldest()
        case .newest: scrollToNewest()
        default: scrollToNewRule()
        }
    }

    /// Moves the help or the messages of the shown room: positive rows towards the older ones.
    mutating func scroll(by rows: Int) {
        let pane = Layout(self).pane
        if overlay != nil {
            scrollOverlay(by: rows)
        } else if let index = currentIndex {
            rooms[index].scroll = scrolled(
                rooms[index].scroll,
                by: rows,
                in: rooms[index],
                pane: pane,
                showsTime: showsTime,
                settings: settings
            )
        }
    }

    /// Positive rows towards the start; no further than it goes.
    private mutating func scrollOverlay(by rows: Int) {
        let area = Layout(self).paneArea
        func moved(_ scroll: Int, end: Int) -> Int { min(max(scroll - rows, 0), end) }
        switch overlay {
        case .help(let scroll):
            let end = HelpView(helpRows(keyMap), area: area).maximumScroll
            overlay = .help(scroll: moved(scroll, end: end))
        case .members(let scroll):
            let end = currentRoom.map { MemberListView.maximumScroll($0, rows: area.rows) } ?? 0
            overlay = .members(scroll: moved(scroll, end: end))
        case .links: moveLinks(by: -rows)
        case .rooms: moveJump(by: -rows)
        case nil: break
        }
    }

    private mutating func scrollToOldest() {
        if overlay != nil { return scrollOverlay(by: Self.farAway) }
        guard let index = currentIndex, rooms[index].log.count > 0 else { return }
        rooms[index].scroll = .line(rooms[index].log.firstNumber, rowsBelow: 0)
        scroll(by: 1)
    }

    private mutating func scrollToNewest() {
        if overlay != nil { return scrollOverlay(by: -Self.farAway) }
        guard let index = currentIndex else { return }
        rooms[index].scroll = .bottom
    }

    /// Shows the rule near the top, with what is new below it.
    private mutating func scrollToNewRule() {
        guard let index = currentIndex, let read = rooms[index].readUpTo,
            rooms[index].log.newest > read
        else { return say("nothing is new here") }
        overlay = nil
        rooms[index].scroll = .line(read + 1, rowsBelow: 0)
        scroll(by: -max(Layout(self).pane.rows - 3, 0))
    }
}
