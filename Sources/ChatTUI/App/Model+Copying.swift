import Wire

/// Copies messages.
extension Model {
    /// Alt+W: copies the message that a search went to, the lowest one that is seen, or the newest.
    ///
    /// The newest message that came is copied as it came; of others only what is shown is held.
    mutating func copyMessage() -> [Effect] {
        guard let room = currentRoom, let line = lineToCopy(in: room) else {
            say("there is no message to copy")
            return []
        }
        if let said = room.lastSaid, said.line == line.number {
            return copy(said.text, "the message")
        }
        return copy(line.said, "the message")
    }

    private func lineToCopy(in room: RoomModel) -> LogLine? {
        let lines = room.log.lines
        var index = lines.count - 1
        if let shown = room.search?.shown, shown >= room.log.firstNumber {
            index = min(room.log.index(ofLine: shown), index)
        } else if case .line(let number, _) = room.scroll {
            index = min(room.log.index(ofLine: number), index)
        }
        while index >= 0 {
            let line = lines[index]
            if case .message = line.kind { return line }
            index -= 1
        }
        return nil
    }
}

extension LogLine {
    /// What was said, without the name that the server told.
    var said: String {
        let bytes = text.string.utf8
        guard let from, bytes.starts(with: "\(from.description): ".utf8) else {
            return text.string
        }
        return String(Substring(bytes.dropFirst(from.description.utf8.count + 2)))
    }
}
