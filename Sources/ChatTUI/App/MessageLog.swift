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
    }

    /// Counts up from 1 in its room and is never used again.
    var number: Int
    var kind: Kind
    /// The whole text; line feeds start continuation lines.
    var text: DisplayText
    var moment: Moment
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

    /// The number of the newest line, 0 if there was none.
    var newest: Int { lastNumber }

    /// Adds a line at the end and returns its number.
    @discardableResult
    mutating func append(_ kind: LogLine.Kind, _ text: DisplayText, at moment: Moment) -> Int {
        lastNumber += 1
        lines.append(LogLine(number: lastNumber, kind: kind, text: text, moment: moment))
        bytes += text.string.utf8.count
        trim()
        return lastNumber
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
