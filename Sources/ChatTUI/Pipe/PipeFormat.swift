import Wire

/// What one event looks like on stdout: always one line.
struct PipeFormat: Sendable {
    /// The form of messages.
    var output: PipeOptions.Output
    /// Whether a terminal takes the lines: it gets nothing raw.
    var isForTerminal = false

    /// A message as it came, and what is known of it.
    struct Message {
        var room: String
        var moment: Moment
        var bytes: [UInt8]
        /// `nil` if it is no chat frame.
        var frame: ChatFrame?
        /// Whether it is the echo of a line of ours.
        var isOwn: Bool
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
        line += "}\n".utf8
        return line
    }

    private func json(_ message: Message) -> [UInt8] {
        var line = Self.head(room: message.room, moment: message.moment)
        if let frame = message.frame, frame.isString {
            line += ",\"message\":".utf8
            JSONText.appendString(frame.message.utf8, to: &line)
            line += message.isOwn ? ",\"own\":true".utf8 : ",\"own\":false".utf8
            if let extra = frame.extra { line += ",\"extra\":\(extra)".utf8 }
        } else {
            line += ",\"raw\":".utf8
            JSONText.appendString(message.bytes, to: &line)
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
        let text =
            if let frame = message.frame {
                DisplayText(cleaning: frame.message)
            } else {
                DisplayText(cleaning: message.bytes)
            }
        // A line feed in a message would let it pass for two.
        return Array("\(Timestamp.clock(message.moment)) \(room) \(text.oneLine)\n".utf8)
    }

    /// The frame as it came, but for line ends in it.
    ///
    /// They become spaces: between JSON tokens these mean the same, and one line stays one frame.
    private func raw(_ message: Message) -> [UInt8] {
        guard !isForTerminal else {
            return Array("\(DisplayText(cleaning: message.bytes).oneLine)\n".utf8)
        }
        return message.bytes.map { byte in
            byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") ? UInt8(ascii: " ") : byte
        } + [UInt8(ascii: "\n")]
    }
}
