import Testing

@testable import ChatTUI

@Suite("Timestamp")
struct TimestampTests {
    @Test(
        "milliseconds become a date and a time in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (1_787_564_527_318, "2026-08-24T09:42:07.318Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func iso8601(wall: Int64, text: String) {
        #expect(Timestamp.iso8601(wall) == text)
    }

    @Test(
        "the clock is local",
        arguments: [
            (0, 0, "00:00"), (0, -3600, "23:00"), (86_399_999, 0, "23:59"), (0, 20_700, "05:45"),
        ] as [(Int64, Int32, String)]
    )
    func clock(wall: Int64, offset: Int32, text: String) {
        #expect(Timestamp.clock(Moment(monotonic: 0, wall: wall, utcOffset: offset)) == text)
    }
}
