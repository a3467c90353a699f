import Wire

/// A search in the messages of a room, while the person types what is looked for.
struct RoomSearch: Equatable, Sendable {
    /// Where the next older match is looked for, to go to it.
    enum Wait: Equatable, Sendable {
        /// Among the lines that are here.
        case here
        /// Among older ones that were asked for.
        case older
    }

    /// What is looked for, as it is typed.
    var words = LineEditor()
    /// What the person saw before; Esc leads back there.
    private(set) var origin: ScrollPosition
    /// What was found so far; `nil` without words, or if they are no pattern.
    private(set) var found: MessageSearch?
    /// Why the words are no pattern.
    private(set) var problem: DisplayText?
    /// The number of the line that was gone to.
    var shown: Int?
    /// What the person waits for who went on to an older match; `nil` if for none.
    var wait: Wait?

    /// A search for nothing yet.
    init(from origin: ScrollPosition) {
        self.origin = origin
    }

    /// Begins anew with the words as they are now.
    mutating func restart() {
        (found, problem, shown, wait) = (nil, nil, nil, nil)
        do throws(SearchPattern.Invalid) {
            let pattern = try SearchPattern(words.text)
            found = pattern.isEmpty ? nil : MessageSearch(pattern)
        } catch {
            problem = error.reason
        }
    }

    /// Whether there are lines that were not looked at.
    func isWorking(in log: MessageLog) -> Bool {
        found.map { !$0.isComplete(in: log) } ?? false
    }

    /// Looks at so many lines as take little time.
    mutating func advance(in log: MessageLog) {
        found?.advance(in: log)
    }

    /// Others are in place of the lines that had these numbers; the numbers of those before have
    /// grown by `shift`.
    mutating func replaced(_ lines: Range<Int>, shift: Int) {
        // The new ones have the old numbers too, and were not looked at.
        found?.renumbered(before: lines.upperBound)
        if let number = shown, number < lines.lowerBound { shown = number + shift }
        if case .line(let number, let rowsBelow) = origin, number < lines.lowerBound {
            origin = .line(number + shift, rowsBelow: rowsBelow)
        }
    }

    // MARK: What was found

    /// The next older match than the shown one, or the newest of all.
    func older(in log: MessageLog) -> Int? {
        let matches = matches(in: log)
        guard let shown else { return matches.first }
        return matches[place(of: shown - 1, in: matches)...].first
    }

    /// The next newer match than the shown one.
    func newer(in log: MessageLog) -> Int? {
        let matches = matches(in: log)
        guard let shown else { return nil }
        return matches[..<place(of: shown, in: matches)].last
    }

    /// `2 of 5`, while there is more to look at `2 of 5…`.
    func state(in room: RoomModel) -> DisplayText {
        guard found != nil else { return "" }
        let matches = matches(in: room.log)
        let more: DisplayText = isWorking(in: room.log) || wait != nil ? "…" : ""
        guard !matches.isEmpty else { return more.isEmpty ? "nothing found" : "searching…" }
        guard let shown, let place = matches[place(of: shown, in: matches)...].first,
            place == shown
        else { return "\(matches.count) found\(more)" }
        return "\(self.place(of: shown, in: matches) + 1) of \(matches.count)\(more)"
    }

    /// Whether all that is here was looked at and older messages can be asked for.
    func canAskForOlder(in room: RoomModel) -> Bool {
        found != nil && !isWorking(in: room.log) && older(in: room.log) == nil
            && room.canHaveOlder && !room.reachesOldest
    }

    /// Whether this line was found.
    func isMatch(_ line: Int) -> Bool {
        guard let matches = found?.matches else { return false }
        let place = place(of: line, in: matches[...])
        return place < matches.count && matches[place] == line
    }

    /// The matches that are still in the log, the newest first.
    private func matches(in log: MessageLog) -> ArraySlice<Int> {
        guard let matches = found?.matches else { return [] }
        return matches[..<place(of: log.firstNumber - 1, in: matches[...])]
    }

    /// The index of the first match that is no newer than a line.
    private func place(of line: Int, in matches: ArraySlice<Int>) -> Int {
        var (low, high) = (matches.startIndex, matches.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if matches[middle] > line { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
