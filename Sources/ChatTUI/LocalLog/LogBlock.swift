import WSClient
import Wire

/// A message of the local log.
struct LoggedMessage: Equatable, Sendable {
    /// Counts the messages of its room in this log, from 1, without holes; it means nothing to others.
    var number: Int64
    /// When it came, in milliseconds since 1970.
    var at: Int64
    /// The decoded string, or the compact JSON of another value; untrusted.
    var text: String
    /// Whether it was a JSON string.
    var isString = true
    /// Whether it was the echo of a line of ours.
    var isOwn = false
    /// What is missing before it.
    var gap: LogGap?
}

/// Messages that are written together: a line of JSON for each, oldest first.
///
/// `{"at":1790000000000,"message":"hi","own":true}`; `own` is there for our own, and `json` where the
/// value was no string but the JSON that `message` holds.
struct LogBlock: Equatable, Sendable {
    private(set) var lines: [UInt8] = []
    private(set) var count: Int64 = 0
    /// When the last message came.
    private(set) var lastAt: Int64 = 0
    /// Messages before the first that could not be written.
    var unwritten: Int64 = 0

    /// Whether there is nothing in it.
    var isEmpty: Bool { count == 0 }

    /// Adds a message that came at this time.
    mutating func append(_ message: RoomMessage, at: Int64) {
        lines += #"{"at":\#(at),"message":"#.utf8
        JSONText.appendString(message.text.utf8, to: &lines)
        if message.isOwn { lines += #","own":true"#.utf8 }
        if !message.isString { lines += #","json":true"#.utf8 }
        lines += "}\n".utf8
        count += 1
        lastAt = max(lastAt, at)
    }

    /// The messages that came later than that.
    func after(_ time: Int64) -> LogBlock {
        var rest = LogBlock()
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            guard let at = JSONObject(parsing: Array(line))?.integer("at"), at > time else {
                continue
            }
            rest.lines += line
            rest.lines.append(UInt8(ascii: "\n"))
            rest.count += 1
            rest.lastAt = max(rest.lastAt, at)
        }
        return rest
    }

    /// When the last message of stored lines came; `nil` if they are none of ours.
    static func lastTime(in lines: [UInt8]) -> Int64? {
        let lines = lines.last == UInt8(ascii: "\n") ? lines.dropLast() : lines[...]
        let start = lines.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return JSONObject(parsing: Array(lines[start...]))?.integer("at")
    }

    /// Reads the messages of stored lines, the first of which has this number; `nil` if they are
    /// none of ours.
    static func messages(in lines: [UInt8], from first: Int64) -> [LoggedMessage]? {
        guard String(validating: lines, as: UTF8.self) != nil else { return nil }
        var messages: [LoggedMessage] = []
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            guard let object = JSONObject(parsing: Array(line)),
                let at = object.integer("at"), let text = object.string("message")
            else { return nil }
            messages.append(
                LoggedMessage(
                    number: first + Int64(messages.count),
                    at: at,
                    text: text,
                    isString: !object.has("json"),
                    isOwn: object.has("own")
                )
            )
        }
        return messages
    }
}
