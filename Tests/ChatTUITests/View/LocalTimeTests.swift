import Testing
import Wire

@testable import ChatTUI

@Suite("LocalTime")
struct LocalTimeTests {
    @Test(
        "says date and time on the local clock",
        arguments: [
            (0, 0, "00:00", "Thursday 1 January 1970", "1970-01-01"),
            (1_787_571_730, 0, "11:42", "Monday 24 August 2026", "2026-08-24"),
            (1_787_571_730, 7200, "13:42", "Monday 24 August 2026", "2026-08-24"),
            (1_787_571_730, -45_000, "23:12", "Sunday 23 August 2026", "2026-08-23"),
            (951_782_399, 0, "23:59", "Monday 28 February 2000", "2000-02-28"),
            (951_782_400, 0, "00:00", "Tuesday 29 February 2000", "2000-02-29"),
            (-1, 0, "23:59", "Wednesday 31 December 1969", "1969-12-31"),
            (4_107_542_399, 0, "23:59", "Sunday 28 February 2100", "2100-02-28"),
            (4_107_542_400, 0, "00:00", "Monday 1 March 2100", "2100-03-01"),
        ]
    )
    func date(seconds: Int64, offset: Int32, clock: String, long: String, short: String) {
        let moment = Moment(monotonic: 0, wall: seconds * 1000, utcOffset: offset)
        let time = LocalTime(moment)
        #expect(time.clock(.twentyFour).string == clock)
        #expect(time.longDate.string == long)
        #expect(time.shortDate.string == short)
    }

    @Test(
        "a clock of 12 hours has its twelve at noon and at midnight",
        arguments: [(0, "12:00a"), (61, "1:01a"), (720, "12:00p"), (1_439, "11:59p")]
    )
    func twelve(minute: Int64, clock: String) {
        let time = LocalTime(Moment(monotonic: 0, wall: minute * 60_000, utcOffset: 0))
        #expect(time.clock(.twelve).string == clock)
    }
}
