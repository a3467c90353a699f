import Wire

/// What the local log does not have, between two messages or behind the last one.
struct LogGap: Equatable, Sendable {
    /// How often there was no connection.
    private(set) var times: Int64 = 0
    /// When the first of these times began and the last one ended, in milliseconds since 1970.
    private(set) var since: Int64 = 0
    private(set) var until: Int64 = 0
    /// How long they were together, in milliseconds.
    private(set) var away: Int64 = 0
    /// Messages that came and could not be written.
    var unwritten: Int64 = 0

    /// Whether nothing is missing.
    var isEmpty: Bool { times == 0 && unwritten == 0 }

    /// Adds a time without a connection.
    mutating func add(since start: Int64, until end: Int64) {
        if times == 0 { since = start }
        until = end
        away += max(end - start, 0)
        times += 1
    }

    /// What is told of it, as a clause.
    var sentence: DisplayText {
        var parts: [DisplayText] = []
        if times == 1 {
            parts.append("\(duration(ofMilliseconds: away)) not connected: messages may be missing")
        } else if times > 1 {
            let all = duration(ofMilliseconds: away)
            parts.append(
                "\(times) times not connected, \(all) in all: messages may be missing"
            )
        }
        if unwritten == 1 { parts.append("1 message was not logged") }
        if unwritten > 1 { parts.append("\(unwritten) messages were not logged") }
        return parts.joined(separator: "; ")
    }
}

// MARK: - On disk

extension LogGap {
    /// The JSON that is stored.
    var encoded: String {
        """
        {"times":\(times),"since":\(since),"until":\(until),"away":\(away),\
        "unwritten":\(unwritten)}
        """
    }

    /// Reads what ``encoded`` gave; `nil` if it is something else.
    init?(parsing text: String) {
        guard let object = JSONObject(parsing: Array(text.utf8)),
            let times = object.integer("times"), let since = object.integer("since"),
            let until = object.integer("until"), let away = object.integer("away"),
            let unwritten = object.integer("unwritten")
        else { return nil }
        (self.times, self.since, self.until) = (times, since, until)
        (self.away, self.unwritten) = (away, unwritten)
    }
}
