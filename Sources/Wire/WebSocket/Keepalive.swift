/// When to ping and when to give a peer up.
///
/// Pure: times are milliseconds of a clock that never goes back. Anything that arrives proves the
/// peer alive; after `interval` of silence a ping goes out, and after as much silence again the
/// peer is gone.
package struct Keepalive: Equatable, Sendable {
    /// What to do when ``deadline`` has passed.
    package enum Action: Equatable, Sendable {
        /// Nothing: something came meanwhile; ``deadline`` is later now.
        case wait
        /// Send a ping.
        case ping
        /// The ping had no answer: end the connection.
        case giveUp
    }

    private let interval: Int64
    private var lastHeard: Int64
    private var pingedAt: Int64?

    /// A connection that was heard of at `now`; `interval` is positive and below 2^62.
    package init(interval: Int64, now: Int64) {
        self.interval = interval
        lastHeard = now
    }

    /// Something came from the peer.
    package mutating func heard(at now: Int64) {
        lastHeard = now
        pingedAt = nil
    }

    /// When to call ``timerFired(at:)`` next.
    package var deadline: Int64 { (pingedAt ?? lastHeard) + interval }

    /// The deadline has come, or may have.
    package mutating func timerFired(at now: Int64) -> Action {
        guard now >= deadline else { return .wait }
        guard pingedAt == nil else { return .giveUp }
        pingedAt = now
        return .ping
    }
}
