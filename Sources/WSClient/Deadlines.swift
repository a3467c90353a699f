import Wire

/// The time limits of one open connection.
///
/// Pure: times are milliseconds of a clock that never jumps. The shell keeps one timer for all of
/// them and may let it fire early: that costs one ``Action/wait``, while moving it at every
/// message would cost more than the message.
struct Deadlines: Equatable {
    /// What to do when ``next`` has come.
    enum Action: Equatable {
        /// Nothing: ``next`` is later now.
        case wait
        /// Send a ping.
        case ping
        /// The ping had no answer: cut the connection.
        case giveUp
        /// A message is unfinished for too long: close.
        case abandonMessage
        /// The closing handshake, or the end of TCP after it, did not come: cut the connection.
        case endTransport
    }

    private let messageTimeout: Int64
    private let closeTimeout: Int64
    private var keepalive: Keepalive
    private var messageBegan: Int64?
    private var closeBegan: Int64?

    /// The limits of a connection that opens at `now`, in milliseconds.
    init(keepalive: Int64, messageTimeout: Int64, closeTimeout: Int64, now: Int64) {
        self.keepalive = Keepalive(interval: keepalive, now: now)
        self.messageTimeout = messageTimeout
        self.closeTimeout = closeTimeout
    }

    /// When ``timerFired(at:)`` is due.
    var next: Int64 {
        if let closeBegan { return closeBegan + closeTimeout }
        guard let messageBegan else { return keepalive.deadline }
        return min(keepalive.deadline, messageBegan + messageTimeout)
    }

    /// Bytes came; `isMidMessage` says whether they end inside a message.
    mutating func heard(at now: Int64, isMidMessage: Bool) {
        keepalive.heard(at: now)
        messageBegan = isMidMessage ? messageBegan ?? now : nil
    }

    /// A whole message came; what follows it in the same bytes is another one.
    mutating func messageEnded() {
        messageBegan = nil
    }

    /// Nobody reads from the socket: the peer's silence proves nothing.
    mutating func paused(at now: Int64) {
        keepalive.heard(at: now)
        if messageBegan != nil { messageBegan = now }
    }

    /// A step of the closing handshake was done; the next one may take `closeTimeout`.
    mutating func closing(at now: Int64) {
        closeBegan = now
    }

    /// The deadline has come, or may have.
    mutating func timerFired(at now: Int64) -> Action {
        guard now >= next else { return .wait }
        if closeBegan != nil { return .endTransport }
        if let messageBegan, now >= messageBegan + messageTimeout { return .abandonMessage }
        return switch keepalive.timerFired(at: now) {
        case .wait: .wait
        case .ping: .ping
        case .giveUp: .giveUp
        }
    }
}
