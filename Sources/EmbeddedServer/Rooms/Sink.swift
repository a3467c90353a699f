import Wire

/// The end of the wire that a room writes one member's bytes to, whatever carries them.
///
/// Rooms know nothing else of the network, so that another reactor, or TLS, can stand behind it.
/// All calls come on the room's event loop.
protocol Sink: AnyObject {
    /// Bytes that many sinks can hold at once without a copy each.
    associatedtype Shared

    /// Copies `bytes`, once for all the sinks that cannot write them now.
    static func share(_ bytes: UnsafeRawBufferPointer) -> Shared

    /// What waits for the socket.
    var backlog: Backlog { get }

    /// Writes as many of `bytes` as go without waiting; none while earlier ones wait.
    ///
    /// - Returns: How many were written.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int

    /// Queues `shared` from `offset` on, which holds (parts of) so many messages.
    func enqueue(_ shared: Shared, from offset: Int, messages: Int)

    /// Appends what is for this member alone (pongs, the closing handshake) if the socket takes
    /// bytes; otherwise it stays where it is bounded.
    func takePrivateBytes(into bytes: inout [UInt8])

    /// Takes a message that everybody who speaks `chat-tui.1` is told, for a member that gets no
    /// feed yet: it goes with the private bytes, or is ignored by who was not welcomed.
    func tellWaiting(_ message: [UInt8])

    /// The turn in which ``takePrivateBytes(into:)`` was called is written or queued.
    func turnEnded()

    /// The member owes more than a member may: the room has let go of it, and the sink closes.
    func closeAsTooSlow()

    /// Does what the clock asks for at `now`, in milliseconds of a clock that never jumps.
    ///
    /// - Returns: When to call again.
    func checkTimers(at now: Int64) -> Int64
}

/// How much waits in a queue, or may wait.
struct Backlog: Equatable {
    var bytes = 0
    var messages = 0

    /// Whether one of the two is over its limit.
    func exceeds(_ limit: Backlog) -> Bool {
        bytes > limit.bytes || messages > limit.messages
    }
}
