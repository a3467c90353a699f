/// Messages of a room in the local log, oldest first, without a hole between them.
struct LogPage: Equatable, Sendable {
    /// Messages below this number were asked for; `nil` for the latest ones.
    var before: Int64?
    var messages: [LoggedMessage] = []
    /// The lowest number that is kept.
    var oldest: Int64 = 1
    /// The highest number, 0 if there never was one.
    var top: Int64 = 0
    /// What is missing behind the last message.
    var gap: LogGap?
    /// Whether the log could not be read.
    var isUnreadable = false

    /// The most messages, and bytes of their text, in one.
    static let maximumCount = 200
    static let maximumBytes = 256 << 10

    /// A page of nothing.
    init(before: Int64? = nil) {
        self.before = before
    }

    /// About how many bytes it takes.
    var size: Int { messages.reduce(0) { $0 + $1.text.utf8.count + 128 } }
}
