import Wire

/// Finds the number of the first wanted message in a log from `oldest` to `top`.
///
/// A time is found by halving, one message at a time; the latest N matches by paging back and
/// counting. Nothing is kept of what was seen: the reader goes forward from what was found.
struct LogSearch {
    /// What to do next.
    enum Step: Equatable {
        /// Look at up to `limit` messages below `before`.
        case fetch(before: Int64, limit: Int64)
        /// This is it; one more than the last number if nothing is wanted.
        case found(Int64)
    }

    /// How many messages are looked at at once when matches are counted.
    private static let page: Int64 = 200

    private let query: LogQuery
    private let top: Int64
    /// What is wanted begins between these; the same when it is found but for ``LogQuery/count``.
    private var low: Int64
    private var high: Int64
    /// Below this number matches are still to be counted.
    private var cursor: Int64
    private var matches = 0
    private var found: Int64?

    /// A search that has seen nothing.
    init(_ query: LogQuery, oldest: Int64, top: Int64) {
        self.query = query
        self.top = top
        cursor = top + 1
        switch query.since {
        case .oldest: (low, high) = (oldest, oldest)
        case .seq(let seq):
            low = min(max(seq, oldest), top + 1)
            high = low
        case .time: (low, high) = (min(oldest, top + 1), top + 1)
        }
    }

    /// What to do next; a fetch is answered by ``take(_:)``.
    var next: Step {
        if let found { return .found(found) }
        if low < high { return .fetch(before: middle + 1, limit: 1) }
        guard let count = query.count else { return .found(low) }
        guard query.pattern != nil, count > 0 else {
            return .found(max(low, top + 1 - Int64(count)))
        }
        guard cursor > low else { return .found(low) }
        return .fetch(before: cursor, limit: min(Self.page, cursor - low))
    }

    /// Takes the messages that the fetch has found, oldest first.
    mutating func take(_ messages: [ServerFrame.Message]) {
        if low < high { halve(messages.first) } else { count(messages) }
    }

    private var middle: Int64 { low + (high - low) / 2 }

    private mutating func halve(_ message: ServerFrame.Message?) {
        guard case .time(let time) = query.since else { return }
        // One that is gone meanwhile is older than those that are kept.
        if let message, message.at >= time { high = middle } else { low = middle + 1 }
    }

    private mutating func count(_ messages: [ServerFrame.Message]) {
        guard let first = messages.first else {
            // All below is gone.
            found = cursor
            return
        }
        for message in messages.reversed() where message.seq >= low && query.matches(message) {
            matches += 1
            if matches == query.count {
                found = message.seq
                return
            }
        }
        cursor = first.seq
    }
}
