import Wire

/// The name of the terminal window: the shown room, and how much waits in all rooms.
func windowTitle(_ model: Model) -> DisplayText {
    var parts: [DisplayText] = []
    if let room = model.currentRoom { parts.append(room.title) }
    let unread = model.rooms.reduce(0) { $0 + $1.unread }
    if unread > 0 {
        let mark: DisplayText = model.rooms.contains { $0.mentions > 0 } ? "!" : ""
        // A busy room does not rename the window with every message.
        let count: DisplayText = unread > 99 ? "99+" : "\(unread)"
        parts.append("(\(count)\(mark))")
    }
    let words = parts.joined(separator: " ")
    return words.isEmpty ? "chat-tui" : "\(words) - chat-tui"
}
