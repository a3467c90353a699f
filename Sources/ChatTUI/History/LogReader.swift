import Wire

/// Reads a room's log in order: finds where to begin, then goes forward, page by page.
///
/// Pure, and the same for a server and a file. One page is asked for at a time and told whole before
/// the next one, so memory is bounded by a page however long the log is, and a consumer that is slow
/// slows the reading, not the source. What is said meanwhile only moves the end of the log: it is
/// fetched when its turn comes. So nothing comes twice, and what is missing is told.
struct LogReader {
    /// What to do next.
    enum Step: Equatable {
        /// Fetch at most `limit` messages below `before`, the newest of them; ``take(page:before:)``.
        case fetch(before: Int64, limit: Int64)
        /// Nothing, until something comes.
        case wait
        /// Nothing more: all that is wanted was told.
        case end
    }

    /// What is told, in order.
    enum Output: Equatable {
        /// A message that is wanted.
        case message(ServerFrame.Message)
        /// These numbers are not kept any more.
        case missing(ClosedRange<Int64>)
        /// The log is not the one that was read so far: numbers begin anew, and messages may be missing.
        case otherLog
        /// The query begins above the last number, which this is.
        case notYet(top: Int64)
    }

    private enum Phase {
        /// There is no log to be asked.
        case away
        case searching(LogSearch)
        case reading
    }

    /// The fewest bytes of text in a full page that keep the next one from being longer: half of what
    /// a server puts into one.
    private static let largePage = Subprotocol.maximumHistoryBytes / 2

    private let query: LogQuery
    private var phase = Phase.away
    /// Of the fetch that is under way.
    private var asked: (before: Int64, limit: Int64)?
    private var epoch: Epoch?
    /// The next number to be told; `nil` until it is found.
    private var position: Int64?
    private var top: Int64 = 0
    /// How many messages the next page may have.
    private var window: Int64 = 64
    /// The last number to be told, if it does not follow.
    private var end: Int64?

    /// A reader that has not seen the log.
    init(_ query: LogQuery) {
        self.query = query
    }

    /// Takes note that the log can be asked, for the first time or again.
    ///
    /// - Parameters:
    ///   - epoch: Which log it is.
    ///   - oldest: The lowest number that is kept; `top` + 1 if none is.
    ///   - top: The highest number given, 0 if none was.
    /// - Returns: What is to be told now.
    mutating func opened(epoch: Epoch, oldest: Int64, top: Int64) -> [Output] {
        asked = nil
        self.top = top
        guard let position else {
            self.epoch = epoch
            if !query.follows { end = top }
            phase = .searching(LogSearch(query, oldest: oldest, top: top))
            return notes(oldest: oldest)
        }
        phase = .reading
        // Fewer messages than were seen are another log too.
        guard epoch == self.epoch, position <= top + 1 else {
            self.epoch = epoch
            self.position = oldest
            if !query.follows { end = top }
            return [.otherLog]
        }
        return skip(to: oldest)
    }

    /// Takes note that the log cannot be asked now, and will not answer what it was asked.
    mutating func lost() {
        phase = .away
        asked = nil
    }

    /// What to do next; ask again after each event.
    mutating func next() -> Step {
        guard asked == nil else { return .wait }
        if case .searching(let search) = phase {
            switch search.next {
            case .fetch(let before, let limit): return fetch(before: before, limit: limit)
            case .found(let seq):
                position = seq
                phase = .reading
            }
        }
        guard case .reading = phase, let position else { return .wait }
        let last = end ?? top
        guard position <= last else { return end == nil ? .wait : .end }
        let limit = min(window, last - position + 1)
        return fetch(before: position + limit, limit: limit)
    }

    private mutating func fetch(before: Int64, limit: Int64) -> Step {
        asked = (before, limit)
        return .fetch(before: before, limit: limit)
    }

    /// Whether a page is awaited.
    var isWaiting: Bool { asked != nil }

    /// The page will not come: ``next()`` asks for it again.
    mutating func refused() {
        asked = nil
    }

    /// What is wrong with the start of the query.
    private func notes(oldest: Int64) -> [Output] {
        guard case .seq(let seq) = query.since, query.count == nil else { return [] }
        if seq > top + 1 { return [.notYet(top: top)] }
        return seq < oldest ? [.missing(seq...oldest - 1)] : []
    }

    private mutating func skip(to oldest: Int64) -> [Output] {
        guard let position, position < oldest else { return [] }
        self.position = oldest
        return [.missing(position...oldest - 1)]
    }
}

// MARK: - Messages

extension LogReader {
    /// Takes the answer to a fetch: messages below `before`, oldest first, without a hole up to it.
    ///
    /// Fewer than were asked for may mean that they are long, or that older ones are gone.
    mutating func take(page messages: [ServerFrame.Message], before: Int64) -> [Output] {
        guard let asked, asked.before == before else { return [] }
        self.asked = nil
        if case .searching(var search) = phase {
            search.take(messages)
            phase = .searching(search)
            return []
        }
        guard let position else { return [] }
        guard let first = messages.first else { return skip(to: before) }
        guard first.seq <= position else {
            // The front of the page did not fit: less is asked for.
            window = max(1, Int64(messages.count))
            return []
        }
        let bytes = messages.reduce(0) { $0 + $1.text.utf8.count }
        if asked.limit == window, bytes < Self.largePage {
            window = min(2 * window, Subprotocol.maximumHistory)
        }
        self.position = before
        return messages.filter { $0.seq >= position && query.matches($0) }.map { .message($0) }
    }

    /// Takes a message that was said just now; with `hasRoom` it can be told at once, otherwise it is
    /// fetched later.
    mutating func take(live message: ServerFrame.Message, hasRoom: Bool) -> [Output] {
        top = max(top, message.seq)
        guard case .reading = phase, hasRoom, query.follows, asked == nil, message.seq == position
        else { return [] }
        position = message.seq + 1
        return query.matches(message) ? [.message(message)] : []
    }

    /// Takes the highest number of the log.
    mutating func take(top seq: Int64) {
        top = max(top, seq)
    }
}

// MARK: - For people

extension LogReader.Output {
    /// What is told of the log itself, as a clause behind the room's name; `nil` for a message.
    var sentence: DisplayText? {
        switch self {
        case .message: nil
        case .missing(let numbers):
            numbers.count == 1
                ? "message \(numbers.lowerBound) is not kept any more"
                : "messages \(numbers.lowerBound) to \(numbers.upperBound) are not kept any more"
        case .otherLog: "the server began another log: what was said in between may be missing"
        case .notYet(let top): "the latest message has the number \(top)"
        }
    }
}
