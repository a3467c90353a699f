import Wire

/// All that the screen shows, and all that keys act on. Owned by the UI loop; changed by ``update(_:_:at:)`` only.
struct Model: Sendable {
    /// What is shown in place of the messages.
    enum Overlay: Equatable, Sendable {
        /// The help, scrolled down by so many rows.
        case help(scroll: Int)
    }

    /// Where the rooms are: host and port.
    var server: DisplayText
    /// Put before what is sent as `nick: `; empty for none.
    var nick: String
    /// Joined rooms in the order in which they were joined.
    var rooms: [RoomModel] = []
    /// Index of the shown room; rooms are never empty while the program runs, but see ``currentRoom``.
    var current = 0
    var editor = LineEditor()
    var size: Size
    /// Whether the terminal window has the focus, as far as it tells.
    var isFocused = true
    /// F2: shown or hidden whatever the width; `nil` leaves it to the width.
    var roomListChoice: Bool?
    var overlay: Overlay?
    /// A short answer of the program, shown in the status line until the next key.
    var notice: DisplayText?
    var now: Moment

    /// A model without rooms.
    init(server: DisplayText, nick: String, size: Size, now: Moment) {
        self.server = server
        self.nick = nick
        self.size = size
        self.now = now
    }

    /// The shown room, if any.
    var currentRoom: RoomModel? { rooms.indices.contains(current) ? rooms[current] : nil }
}
