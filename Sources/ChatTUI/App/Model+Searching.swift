import Wire

/// The search in the shown room; it stays with its room as the draft does.
extension Model {
    /// Ctrl+S: asks what to look for.
    mutating func startSearch(_ words: String = "") throws(CommandError) {
        guard let index = currentIndex else { throw CommandError("no room to search in") }
        overlay = nil
        var search = rooms[index].search ?? RoomSearch(from: rooms[index].scroll)
        search.words.reset(to: words)
        rooms[index].search = search
        restartSearch(index)
    }

    /// Changes the words; what they find is looked for anew.
    mutating func changeSearch<Result>(_ change: (inout LineEditor) -> Result) -> Result? {
        guard let index = currentIndex, var search = rooms[index].search else { return nil }
        let before = search.words.text
        let result = change(&search.words)
        rooms[index].search = search
        if !search.words.text.utf8.elementsEqual(before.utf8) { restartSearch(index) }
        return result
    }

    private mutating func restartSearch(_ index: Int) {
        guard var search = rooms[index].search else { return }
        search.restart()
        rooms[index].search = search
        rooms[index].scroll = search.origin
        searchOn(index)
    }

    /// Keys that mean something else in a search; `nil` for all others.
    mutating func performInSearch(_ action: KeyAction) -> [Effect]? {
        guard let index = currentIndex else { return nil }
        switch action {
        case .search where rooms[index].search?.words.isEmpty == true:
            let words = lastSearch
            _ = changeSearch { $0.insert(words) }
        case .up, .search: goToOlder(index)
        case .down: goToNewer(index)
        case .send: endSearch(index, goesBack: false)
        case .back where overlay != nil: return nil
        case .back, .clearOrLeave: endSearch(index, goesBack: true)
        case .complete, .completeBackward, .newLine, .searchHistory: break
        default: return nil
        }
        return []
    }

    /// Whether the search in the shown room has something left to look at.
    var isSearching: Bool {
        guard let index = currentIndex, rooms[index].isSearched else { return false }
        return rooms[index].search?.isWorking(in: rooms[index].log) ?? false
    }

    /// Looks at a few more lines of the shown room, if a search has not seen them.
    mutating func searchOn() {
        if isSearching { searchOn(current) }
    }

    private mutating func searchOn(_ index: Int) {
        // Out of the room, so that what was found is not copied.
        guard var search = rooms[index].search else { return }
        rooms[index].search = nil
        search.advance(in: rooms[index].log)
        let isFirst = search.shown == nil
        let line = isFirst || search.wait != nil ? search.older(in: rooms[index].log) : nil
        if let line { (search.shown, search.wait) = (line, nil) }
        rooms[index].search = search
        if let line { showFound(line, in: index) }
    }

    /// Who waits for an older match, and all that is here was looked at: older messages are asked
    /// for, once; then the wait is over, whatever the answer was.
    mutating func searchOlder() {
        guard let index = currentIndex, rooms[index].isSearched,
            let search = rooms[index].search, search.wait != nil,
            rooms[index].past.asked == nil, !search.isWorking(in: rooms[index].log)
        else { return }
        let asks = search.wait == .here && search.canAskForOlder(in: rooms[index])
        rooms[index].search?.wait = asks ? .older : nil
        if asks { askForOlder(in: index) }
    }

    private mutating func goToOlder(_ index: Int) {
        guard let search = rooms[index].search else { return }
        if let line = search.older(in: rooms[index].log) {
            rooms[index].search?.shown = line
            showFound(line, in: index)
        } else if search.wait == nil {
            rooms[index].search?.wait = .here
        }
    }

    private mutating func goToNewer(_ index: Int) {
        guard let line = rooms[index].search?.newer(in: rooms[index].log) else { return }
        rooms[index].search?.shown = line
        showFound(line, in: index)
    }

    /// The line in the middle of the pane, as far as there is something below it; it stays there
    /// when lines arrive.
    private mutating func showFound(_ line: Int, in index: Int) {
        guard index == current else { return }
        let pane = Layout(self).pane
        rooms[index].scroll = scrolled(
            .line(line, rowsBelow: 0),
            by: -(pane.rows / 2),
            in: rooms[index],
            pane: pane,
            showsTime: showsTime,
            settings: settings
        )
        if rooms[index].scroll == .bottom, rooms[index].pending.isEmpty {
            rooms[index].scroll = .line(rooms[index].log.newest, rowsBelow: 0)
        }
    }

    /// Ends the search where it is, or where the person was before.
    private mutating func endSearch(_ index: Int, goesBack: Bool) {
        guard let search = rooms[index].search else { return }
        rooms[index].search = nil
        if !search.words.isEmpty { lastSearch = search.words.text }
        if goesBack { rooms[index].scroll = search.origin }
        // At the newest line what arrives is to be seen again.
        let pane = Layout(self).pane
        rooms[index].scroll = scrolled(
            rooms[index].scroll,
            by: 0,
            in: rooms[index],
            pane: pane,
            showsTime: showsTime,
            settings: settings
        )
    }
}
