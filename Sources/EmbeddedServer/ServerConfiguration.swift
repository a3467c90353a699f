/// What the server listens on and what it allows.
///
/// Immutable while it runs.
package struct ServerConfiguration: Sendable {
    /// The address to listen on: a name or an IP address.
    package var host = "127.0.0.1"
    /// The port; 0 takes any free one.
    package var port = 8000
    /// Further names by which browsers may reach the server (`Host` and `Origin`).
    package var hostNames: [String] = []

    /// Where the history is; `nil` keeps none.
    package var historyPath: String?
    /// How much of it is kept.
    package var retention = HistoryRetention()

    /// The largest chat frame in bytes; exactly this many are accepted.
    package var maximumMessage = 64 << 10
    /// Whether clients that offer permessage-deflate get it.
    package var acceptsCompression = false
    /// How many connections may be open; one over it is answered 503.
    package var maximumConnections = 10_000
    /// How many bytes may wait for a member that does not read; one that owes more is closed with
    /// 1013.
    package var queueBytes = 1 << 20
    /// How many messages may wait for a member that does not read.
    package var queueMessages = 1_000

    /// How long a request head may take from its first byte to its last, and a page connection may
    /// idle.
    package var headTimeout = Duration.seconds(10)
    /// The silence after which a member is pinged, and after as much again given up.
    package var keepaliveInterval = Duration.seconds(25)
    /// How long a message may stay unfinished.
    package var unfinishedMessageTimeout = Duration.seconds(30)
    /// How long the closing handshake may take; ``ChatServer/stop()`` is done half a second later.
    package var closeTimeout = Duration.seconds(5)

    /// The defaults: loopback only.
    package init() {}
}

extension Duration {
    /// Whole milliseconds, as the pure parts count time.
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
