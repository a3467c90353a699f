import Glibc

extension Moment {
    /// Now, as the system's clocks and time zone have it.
    static func read() -> Moment {
        var monotonic = timespec()
        clock_gettime(CLOCK_MONOTONIC, &monotonic)
        var wall = timespec()
        clock_gettime(CLOCK_REALTIME, &wall)
        var local = tm()
        localtime_r(&wall.tv_sec, &local)
        return Moment(
            monotonic: monotonic.milliseconds,
            wall: wall.milliseconds,
            utcOffset: Int32(local.tm_gmtoff)
        )
    }
}

extension timespec {
    fileprivate var milliseconds: Int64 { Int64(tv_sec) * 1000 + Int64(tv_nsec) / 1_000_000 }
}
