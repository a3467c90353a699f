import NIOCore
import Wire

/// How long to wait before the next attempt, so that the members of a lost server do not come
/// back in one wave.
///
/// The bound is 0.25 s after the first loss and doubles to 30 s; the delay is random below it
/// ("full jitter"). It begins anew after a connection that lasted 60 s, not after any connection:
/// a server that accepts and drops at once is not asked four times a second.
struct Backoff: Equatable {
    private static let first = TimeAmount.milliseconds(250)
    private static let last = TimeAmount.seconds(30)
    /// A restarting server asks all its members to come back at random within this time.
    private static let afterRestart = TimeAmount.seconds(5)
    private static let stableAfter = TimeAmount.seconds(60)

    private var bound = Self.first

    /// The delay after one more loss.
    ///
    /// - Parameters:
    ///   - loss: A 1012 has a bound of its own.
    ///   - uptime: How long the lost connection was open; `nil` when it never was.
    ///   - generator: The source of the jitter.
    /// - Returns: How long to wait.
    mutating func delay(
        after loss: ConnectionLoss,
        uptime: TimeAmount?,
        using generator: inout some RandomNumberGenerator
    ) -> TimeAmount {
        if let uptime, uptime >= Self.stableAfter { bound = Self.first }
        var limit = bound
        bound = min(Self.last, .nanoseconds(bound.nanoseconds * 2))
        if case .closed(let status) = loss, status.code == .serviceRestart {
            limit = Self.afterRestart
        }
        return .nanoseconds(.random(in: 0...limit.nanoseconds, using: &generator))
    }
}
