import Wire

/// What one message of a log looks like on stdout.
struct LogFormat: Sendable {
    /// How messages are printed.
    enum Output: String, CaseIterable, Sendable {
        /// For people: `2026-11-22 18:03:11 bob: hi`.
        case text
        /// ``HistoryLine``.
        case json
    }

    /// The form.
    var output: Output
    /// What the room is called.
    var room: String
    /// Seconds that local time was ahead of UTC at a time, in milliseconds since 1970.
    var utcOffset: @Sendable (Int64) -> Int32

    /// The message, with a line feed at its end.
    func lines(_ message: ServerFrame.Message) -> [UInt8] {
        switch output {
        case .json: HistoryLine(message, room: room).encoded
        case .text: text(message)
        }
    }

    /// Further lines of a message are indented to the first one's text, so that none passes for a
    /// message of its own.
    private func text(_ message: ServerFrame.Message) -> [UInt8] {
        let time = Timestamp.local(message.at, utcOffset: utcOffset(message.at))
        var line = Array(time.utf8)
        line.append(UInt8(ascii: " "))
        let indent = Array(repeating: UInt8(ascii: " "), count: line.count)
        if let from = message.from { line += "\(from.display): ".utf8 }
        for byte in DisplayText(cleaning: message.text).string.utf8 {
            line.append(byte)
            if byte == UInt8(ascii: "\n") { line += indent }
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }
}
