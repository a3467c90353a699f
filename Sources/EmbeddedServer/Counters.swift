/// What happened since the server started.
///
/// Only ever grows, except ``members`` and ``connections``.
package struct Counters: Equatable, Sendable {
    /// Connections that are open now, whatever they speak.
    package var connections = 0
    /// Members of all rooms now.
    package var members = 0

    /// Requests that became WebSocket connections.
    package var upgrades = 0
    /// Requests that were answered with a status from 400 up.
    package var refusals = 0
    /// Request heads that were not whole in time.
    package var lateHeads = 0
    /// Failed attempts to accept a connection.
    package var acceptErrors = 0

    /// Chat frames relayed: each counts once, however large the room.
    package var relayed = 0
    /// Chat frames relayed to members that take compressed ones: each counts once too.
    package var compressed = 0
    /// Chat messages that the history did not take: nobody saw them.
    package var refusedMessages = 0
    /// Text messages that were no chat frames.
    package var ignored = 0
    /// Binary messages; each ended its connection.
    package var binary = 0
    /// Connections failed for a breach of RFC 6455 or of a limit.
    package var faults = 0
    /// Members closed because they did not read.
    package var slow = 0
    /// Members given up because they did not answer a ping.
    package var silent = 0
    /// Members closed because they left a message unfinished.
    package var unfinished = 0

    /// Nothing happened yet.
    package init() {}
}
