/// The subprotocol `chat-tui.1`: names and limits that both ends share.
///
/// Frames are JSON objects in text messages. Unknown types and keys are ignored by both ends, so
/// that the set can grow. Numbers are integers from 0 to 2^53.
package enum Subprotocol {
    /// What the client offers in `Sec-WebSocket-Protocol` and our server selects.
    package static let chatTUI1 = "chat-tui.1"

    /// The most messages that one hello or history frame asks for; a greater number means this.
    package static let maximumHistory: Int64 = 1_000
    /// The most bytes of a history frame, unless one message alone has more; a server sends fewer
    /// messages than were asked for rather than a larger frame.
    package static let maximumHistoryBytes = 256 << 10
    /// The most members that a welcome lists; there may be more.
    package static let maximumMembers = 1_000
    /// The greatest number in a frame: what a `double` still counts one by one.
    package static let maximumInteger: Int64 = 1 << 53
    /// A client sends a typing frame no more often, and a reader forgets one after twice as long.
    package static let typingMilliseconds: Int64 = 3_000
    /// In a room in which nothing was sent for so long, the server tells its highest number.
    package static let topMilliseconds: Int64 = 25_000
}
