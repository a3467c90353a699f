import NIOCore
import Testing
import Wire

@testable import WSClient

@Suite("The back-off")
struct BackoffTests {
    /// Gives the largest delay below every bound.
    private struct Highest: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    /// Gives no delay; only zeros would be rejected for ever.
    private struct Lowest: RandomNumberGenerator {
        mutating func next() -> UInt64 { 1 }
    }

    @Test("doubles from 0.25 s to 30 s")
    func doubles() {
        var backoff = Backoff()
        var generator = Highest()
        let delays = (0..<9).map { _ in
            backoff.delay(after: .ended, uptime: nil, using: &generator)
        }
        let expected: [Int64] = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]
        #expect(delays == expected.map { .milliseconds($0) })
    }

    @Test("is random from nothing up to its bound")
    func jitter() {
        var backoff = Backoff()
        var lowest = Lowest()
        #expect(
            backoff.delay(after: .ended, uptime: nil, using: &lowest) == .nanoseconds(0)
        )
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<6 { _ = backoff.delay(after: .ended, uptime: nil, using: &generator) }
        let delays = (0..<200).map { _ in
            backoff.delay(after: .ended, uptime: nil, using: &generator)
        }
        #expect(delays.allSatisfy { $0 <= .seconds(30) })
        #expect(Set(delays.map { $0.nanoseconds / 3_000_000_000 }).count > 5)
    }

    @Test(
        "begins anew after a connection of 60 s, not after a shorter one",
        arguments: [
            (59, 4_000), (60, 250),
        ] as [(Int64, Int64)]
    )
    func reset(uptime: Int64, delay: Int64) {
        var backoff = Backoff()
        var generator = Highest()
        for _ in 0..<4 { _ = backoff.delay(after: .ended, uptime: nil, using: &generator) }
        #expect(
            backoff.delay(after: .ended, uptime: .seconds(uptime), using: &generator)
                == .milliseconds(delay)
        )
    }

    @Test("spreads the members of a restarting server over 5 s")
    func restart() {
        var backoff = Backoff()
        var generator = Highest()
        let restart = ConnectionLoss.closed(CloseStatus(code: .serviceRestart))
        #expect(
            backoff.delay(after: restart, uptime: .seconds(3_600), using: &generator)
                == .seconds(5)
        )
        #expect(
            backoff.delay(after: .nobodyListens, uptime: nil, using: &generator)
                == .milliseconds(500)
        )
    }
}
