import WSClient
import Wire

/// What a person is told who does not look at the screen.
struct Notification: Equatable, Sendable {
    /// Where it was said.
    var title: DisplayText
    /// Who said what.
    var body: DisplayText
}

/// What ``update(_:_:at:)`` wants done outside: values, so that a test can compare them.
enum Effect: Equatable, Sendable {
    /// Open a session for a room that was joined.
    case join(RoomID, WebSocketURL)
    /// Close the room's session.
    case leave(RoomID)
    /// Say something: now, or as soon as there is a connection; ``ConversationEvent/own(_:_:)``
    /// tells what becomes of it.
    case say(RoomID, text: String, prefix: String, id: SendID)
    /// Send an own line again whose state is unconfirmed.
    case sendAgain(RoomID, SendID)
    /// Give up an own line that is not on its way.
    case drop(RoomID, SendID)
    /// Ask for at most `limit` messages below number `before`;
    /// ``ConversationEvent/older(before:messages:reachedOldest:)`` answers.
    case older(RoomID, before: Int64, limit: Int64)
    /// Read at most `limit` messages below number `before` from the local log; ``Event/logged(_:_:)``
    /// answers.
    case olderLogged(RoomID, before: Int64, limit: Int64)
    /// Ask for another nick.
    case rename(RoomID, Nick)
    /// Tell the others that the person is writing; more often than needed does no harm.
    case typing(RoomID)
    /// The person has read the room's log up to this message.
    case read(RoomID, seq: Int64)
    /// Try to connect now instead of waiting for the countdown.
    case retryNow(RoomID)
    /// Drop the connection there is, and make another one.
    case reconnect(RoomID)
    /// Save a setting in the configuration file; ``Event/saved(_:)`` answers.
    case save(SettingChange)
    /// Ring the terminal's bell.
    case bell
    /// Tell the person through the terminal's notifications, besides the bell.
    case notify(Notification)
    /// Put this text into the clipboard (OSC 52).
    case copy(String)
    /// Open a link that a person chose: `http`, `https` or `mailto`.
    case open(String)
    /// Let the person edit this text in their editor; ``Event/edited(_:)`` brings it back.
    case edit(String)
    /// Have clicks and the wheel reported, or not.
    case mouse(Bool)
    /// Draw everything anew.
    case redraw
    /// Stop the process group (Ctrl+Z).
    case suspend
    /// Close all sessions and leave.
    case quit
}
