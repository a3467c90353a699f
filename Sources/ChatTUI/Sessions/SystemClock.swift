import Glibc

extension Moment {
    /// What the system's clocks say now.
    static func now() -> Moment {
        let wall = wallMilliseconds()
        return Moment(
            monotonic: monotonicMilliseconds(),
            wall: wall,
            utcOffset: utcOffset(at: wall)
        )
    }

    /// The same, for who asks often: finding out what the local time is takes longer than the rest.
    static func now(after earlier: Moment) -> Moment {
        let wall = wallMilliseconds()
        // Clocks are set forward and back at whole quarters of an hour.
        let isSameQuarter = wall / 900_000 == earlier.wall / 900_000
        return Moment(
            monotonic: monotonicMilliseconds(),
            wall: wall,
            utcOffset: isSameQuarter ? earlier.utcOffset : utcOffset(at: wall)
        )
    }

    /// Milliseconds since 1970.
    static func wallMilliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Seconds that local time is, was or will be ahead of UTC at a time, in milliseconds since 1970.
    static func utcOffset(at wall: Int64) -> Int32 {
        var seconds = time_t(wall / 1000)
        var local = tm()
        localtime_r(&seconds, &local)
        return Int32(truncatingIfNeeded: local.tm_gmtoff)
    }

    /// Milliseconds of the clock that never jumps.
    static func monotonicMilliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// Sleeps in `poll(2)` until an entry is ready or `deadline`, milliseconds of the monotonic clock, has passed.
///
/// What is ready stands in `revents`; entries with a negative descriptor are skipped.
func wait(_ entries: inout [pollfd], until deadline: Int64?) {
    var timeout: CInt = -1
    if let deadline {
        // Rounded up, so that the deadline has passed when this returns.
        let left = max(deadline - Moment.monotonicMilliseconds() + 1, 0)
        timeout = CInt(clamping: left)
    }
    // Interrupted, it returns early with nothing ready: the caller looks again.
    if poll(&entries, nfds_t(entries.count), timeout) < 0 {
        for index in entries.indices { entries[index].revents = 0 }
    }
}

extension pollfd {
    /// An entry that waits for `events`; `nil` is one that is skipped.
    init(_ descriptor: CInt?, _ events: CInt) {
        self.init(fd: descriptor ?? -1, events: Int16(events), revents: 0)
    }

    /// Whether anything is ready, errors and hang-ups included.
    var isReady: Bool { revents != 0 }

    /// Whether the other end is gone.
    var isGone: Bool { CInt(revents) & (POLLERR | POLLHUP | POLLNVAL) != 0 }
}
