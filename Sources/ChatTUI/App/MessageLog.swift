import Wire

/// A line of the message pane.
struct LogLine: Equatable, Sendable {
    /// What the line is.
    enum Kind: Equatable, Sendable {
        /// A chat message; `own` if it is the echo of one of ours, `mention` if it names us.
        case message(own: Bool, mention: Bool)
        /// The program speaks: joined, lost, help.
        case notice
        /// Messages may be missing here.
        case gap
        /// Messages are missing: from the one behind number `after` to the one before `before`.
        case missing(after: Int64, before: Int64)
    }

    /// Counts up from 1 in its room; what is put in before other lines counts down from them.
    var number: Int
    var kind: Kind
    /// The whole text; line feeds start continuation lines.
    var text: DisplayText
    var moment: Moment
    /// The message's number in the room's log, where it has one.
    var seq: Int64?
    /// Who said it, where the server tells; `text` begins with the name then, unless it says what
    /// they do.
    var from: Nick?
}

/// The lines of one room, oldest first, bounded: the oldest go when it is full.
struct MessageLog: Sendable {
    /// Text bytes kept per room.
    static let maximumBytes = 8 << 20
    /// Lines kept per room.
    static let maximumCount = 120_000

    private(set) var lines: [LogLine] = []
    private var bytes = 0
    private var lastNumber = 0

    /// Whether lines from the room's history can be put in, with space left for what is to come.
    var hasSpaceForOlder: Bool {
        bytes < Self.maximumBytes / 2 && lines.count < Self.maximumCount / 2
    }

    /// The lowest number in the room's log that a line has.
    var firstSeq: Int64? { lines.lazy.compactMap(\.seq).first }

    /// The number of the newest line, 0 if there was none.
    var newest: Int { lastNumber }

    /// Adds a line at the end and returns its number.
    @discardableResult
    mutating func append(_ kind: LogLine.Kind, _ text: DisplayText, at moment: Moment) -> Int {
        append(LogLine(number: 0, kind: kind, text: text, moment: moment))
    }

    /// Adds a line at the end, whatever its number was, and returns its number.
    @discardableResult
    mutating func append(_ line: LogLine) -> Int {
        lastNumber += 1
        lines.append(line)
        lines[lines.count - 1].number = lastNumber
        bytes += line.text.string.utf8.count
        trim()
        return lastNumber
    }

    /// Puts lines in place of those at these indices.
    ///
    /// Lines behind them keep their numbers; those before them are numbered anew.
    ///
    /// - Returns: By how much the numbers of those before have grown.
    mutating func replace(_ range: Range<Int>, with new: [LogLine]) -> Int {
        bytes += new.reduce(0) { $0 + $1.text.string.utf8.count }
        bytes -= lines[range].reduce(0) { $0 + $1.text.string.utf8.count }
        lines.replaceSubrange(range, with: new)
        let end = range.lowerBound + new.count
        var number = end < lines.count ? lines[end].number : lastNumber + 1
        for index in (0..<end).reversed() {
            number -= 1
            lines[index].number = number
        }
        return range.count - new.count
    }

    /// The log of the room is another one: numbers mean nothing any more.
    mutating func forgetSeqs() {
        for index in lines.indices {
            lines[index].seq = nil
            if case .missing = lines[index].kind { lines[index].kind = .gap }
        }
    }

    /// Replaces the text of the newest line, whose number is `number`; otherwise does nothing.
    mutating func replaceNewest(_ number: Int, with text: DisplayText, at moment: Moment) {
        guard number == lastNumber, let last = lines.indices.last else { return }
        bytes += text.string.utf8.count - lines[last].text.string.utf8.count
        lines[last].text = text
        lines[last].moment = moment
    }

    /// Removes all lines; numbers go on.
    mutating func clear() {
        lines = []
        bytes = 0
    }

    /// The index in ``lines`` of the line with this number, or of the next one if it is gone.
    func index(ofLine number: Int) -> Int {
        guard let first = lines.first else { return 0 }
        return min(max(number - first.number, 0), lines.count)
    }

    /// Drops an eighth at a time, so that a full log does not move its lines at every append.
    private mutating func trim() {
        guard bytes > Self.maximumBytes || lines.count > Self.maximumCount else { return }
        var dropped = 0
        while bytes > Self.maximumBytes / 8 * 7
            || lines.count - dropped > Self.maximumCount / 8 * 7,
            dropped < lines.count - 1
        {
            bytes -= lines[dropped].text.string.utf8.count
            dropped += 1
        }
        lines.removeFirst(dropped)
    }
}
