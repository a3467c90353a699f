import Wire

/// Which part of a room's log is wanted.
struct LogQuery {
    /// Where the part begins.
    enum Since: Equatable, Sendable {
        /// With the oldest message that is kept.
        case oldest
        /// With this number.
        case seq(Int64)
        /// With the first message at this time, in milliseconds since 1970, or after it.
        case time(Int64)
    }

    /// Where it begins at the earliest.
    var since = Since.oldest
    /// Only the latest so many of what was said before now; `nil` for all.
    var count: Int?
    /// Whether it goes on with what is said from now on.
    var follows = false
    /// Which messages are wanted; `nil` for all.
    var pattern: TextPattern?

    /// Whether the local log can answer: it has no numbers that anybody knows.
    var canBeLocal: Bool {
        if case .seq = since { false } else { true }
    }

    /// Whether a message is wanted, wherever it stands.
    func matches(_ message: ServerFrame.Message) -> Bool {
        pattern?.matches(message.text) ?? true
    }
}
