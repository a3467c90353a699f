/// Counts the control frames of a peer, second by second: each costs us work, and a ping an answer.
///
/// Times are milliseconds of a clock that never goes back.
struct ControlFrameRate: Sendable {
    private var secondBegan = Int64.min
    private var frames = 0

    /// Counts one frame; returns whether there were at most `limit` in the second that began with
    /// the first one.
    mutating func count(at now: Int64, limit: Int) -> Bool {
        if now < secondBegan + 1_000 {
            frames += 1
        } else {
            secondBegan = now
            frames = 1
        }
        return frames <= limit
    }
}
