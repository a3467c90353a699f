/// A point in time as the shells read it; pure code gets it as an argument.
struct Moment: Equatable, Sendable {
    /// Milliseconds of a clock that never jumps.
    var monotonic: Int64
    /// Milliseconds since 1970, UTC.
    var wall: Int64
    /// Seconds that local time is ahead of UTC at that time.
    var utcOffset: Int32

    /// The same time as people read it.
    var wallTime: WallTime { WallTime(wall: wall, utcOffset: utcOffset) }
}

/// A point in time as people read it.
struct WallTime: Equatable, Sendable {
    /// Milliseconds since 1970, UTC.
    var wall: Int64
    /// Seconds that local time is ahead of UTC at that time; a log keeps whole minutes of it.
    var utcOffset: Int32
}
