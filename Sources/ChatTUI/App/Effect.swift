import WSClient
import Wire

/// What ``update(_:_:at:)`` wants done outside: values, so that a test can compare them.
enum Effect: Equatable, Sendable {
    /// Open a session for a room that was joined.
    case join(RoomID, WebSocketURL)
    /// Close the room's session.
    case leave(RoomID)
    /// Send a chat message over the session's connection of this number, and over no later one.
    ///
    /// ``ClientEvent/written(_:)`` will name `id`.
    case send(RoomID, text: String, id: SendID, connection: Int)
    /// Try to connect now instead of waiting for the countdown.
    case retryNow(RoomID)
    /// Ring the terminal's bell.
    case bell
    /// Draw everything anew.
    case redraw
    /// Stop the process group (Ctrl+Z).
    case suspend
    /// Close all sessions and leave.
    case quit
}
