import WSClient
import Wire

/// What one event looks like on stdout: always one line.
struct PipeFormat: Sendable {
    /// The form of messages.
    var output: PipeOptions.Output
    /// Whether a terminal takes the lines: it gets nothing raw.
    var isForTerminal = false

    /// What came.
    enum Content {
        case message(RoomMessage)
        /// A frame that is none of the chat.
        case notChat([UInt8])
    }

    /// What came, with where and when.
    struct Message {
        var room: String
        var moment: Moment
        var content: Content
    }

    /// A connection event; parts that are `nil` are left out.
    struct Event {
        var room: String
        var moment: Moment
        var name: StaticString
        /// A close code or an HTTP status.
        var code: Int?
        var reason: DisplayText?
        /// How long the room was away, in milliseconds.
        var gap: Int64?
        /// Who it is about.
        var nicks: [(key: StaticString, nick: Nick)] = []
        /// Messages that are missing.
        var missing: MessageGap?
    }

    /// The line of a message.
    func line(_ message: Message) -> [UInt8] {
        switch output {
        case .json: json(message)
        case .text: text(message)
        case .raw: raw(message)
        }
    }

    /// The JSON line of a connection event.
    static func line(_ event: Event) -> [UInt8] {
        var line = head(room: event.room, moment: event.moment)
        line += ",\"event\":\"\(event.name)\"".utf8
        if let code = event.code { line += ",\"code\":\(code)".utf8 }
        if let reason = event.reason {
            line += ",\"reason\":".utf8
            JSONText.appendString(reason.string.utf8, to: &line)
        }
        if let gap = event.gap { line += ",\"gap_ms\":\(gap)".utf8 }
        for (key, nick) in event.nicks { line += ",\"\(key)\":\"\(nick)\"".utf8 }
        if let missing = event.missing {
            line += ",\"after\":\(missing.after),\"before\":\(missing.before)".utf8
            line += ",\"new_log\":\(missing.isNewLog)".utf8
        }
        line += "}\n".utf8
        return line
    }

    private func json(_ message: Message) -> [UInt8] {
        var moment = message.moment
        var line: [UInt8]
        if case .message(let said) = message.content, said.isString {
            // The server's time, if it tells one.
            moment.wall = said.at ?? moment.wall
            line = Self.head(room: message.room, moment: moment)
            if let seq = said.seq { line += ",\"seq\":\(seq)".utf8 }
            if let nick = said.from { line += ",\"from\":\"\(nick)\"".utf8 }
            line += ",\"message\":".utf8
            JSONText.appendString(said.text.utf8, to: &line)
            line += said.isOwn ? ",\"own\":true".utf8 : ",\"own\":false".utf8
            if let extra = said.extra { line += ",\"extra\":\(extra)".utf8 }
        } else {
            line = Self.head(room: message.room, moment: moment)
            line += ",\"raw\":".utf8
            JSONText.appendString(message.content.frame, to: &line)
        }
        line += "}\n".utf8
        return line
    }

    private static func head(room: String, moment: Moment) -> [UInt8] {
        var line = Array("{\"room\":".utf8)
        JSONText.appendString(room.utf8, to: &line)
        line += ",\"at\":\"\(Timestamp.iso8601(moment.wall))\"".utf8
        return line
    }

    private func text(_ message: Message) -> [UInt8] {
        let room = DisplayText(cleaning: message.room).oneLine
        var moment = message.moment
        var text: DisplayText
        switch message.content {
        case .message(let said):
            moment.wall = said.at ?? moment.wall
            text = DisplayText(cleaning: said.text)
            if let nick = said.from { text = "\(nick.display): \(text)" }
        case .notChat(let bytes): text = DisplayText(cleaning: bytes)
        }
        // A line feed in a message would let it pass for two.
        return Array("\(Timestamp.clock(moment)) \(room) \(text.oneLine)\n".utf8)
    }

    /// The frame as it came, but for line ends in it.
    ///
    /// They become spaces: between JSON tokens these mean the same, and one line stays one frame.
    private func raw(_ message: Message) -> [UInt8] {
        guard !isForTerminal else {
            return Array("\(DisplayText(cleaning: message.content.frame).oneLine)\n".utf8)
        }
        return message.content.frame.map { byte in
            byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") ? UInt8(ascii: " ") : byte
        } + [UInt8(ascii: "\n")]
    }
}

extension PipeFormat.Content {
    /// The frame as it came, or as it would have come.
    fileprivate var frame: [UInt8] {
        switch self {
        case .notChat(let bytes): return bytes
        case .message(let said):
            if let frame = said.frame { return frame }
            var value: [UInt8] = []
            if said.isString {
                JSONText.appendString(said.text.utf8, to: &value)
            } else {
                value = Array(said.text.utf8)
            }
            var frame: [UInt8] = []
            value.withUnsafeBytes { value in
                ServerFrame.append(
                    value: value,
                    seq: said.seq ?? 0,
                    at: said.at ?? 0,
                    from: said.from,
                    to: &frame
                )
            }
            return frame
        }
    }
}
