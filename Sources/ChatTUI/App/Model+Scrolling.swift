import Wire

/// What of the messages, or of the help, is visible.
extension Model {
    /// The wheel scrolls; a click on a room shows it.
    mutating func take(_ mouse: MouseEvent) {
        switch mouse.action {
        case .wheelUp: scroll(by: 3)
        case .wheelDown: scroll(by: -3)
        case .press:
            let room = Layout(self).room(atRow: mouse.row, column: mouse.column, in: self)
            if let room { show(room) }
        }
    }

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
        if case .help(let scroll) = overlay {
            overlay = .help(scroll: min(max(scroll - rows, 0), helpEnd))
        } else if let index = currentIndex {
            let position = scrolled(rooms[index].scroll, by: rows, in: rooms[index], pane: pane)
            rooms[index].scroll = position
        }
    }

    private var helpEnd: Int { HelpView(helpRows, area: Layout(self).paneArea).maximumScroll }

    private mutating func scrollToOldest() {
        if overlay != nil { return overlay = .help(scroll: 0) }
        guard let index = currentIndex, let oldest = rooms[index].log.lines.first else { return }
        rooms[index].scroll = .line(oldest.number, rowsBelow: 0)
        scroll(by: 1)
    }

    private mutating func scrollToNewest() {
        if overlay != nil { return overlay = .help(scroll: helpEnd) }
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
