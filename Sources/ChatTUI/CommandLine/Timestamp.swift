/// Times as text, from milliseconds since 1970.
enum Timestamp {
    /// UTC with milliseconds, as in `2026-08-24T09:42:07.318Z`.
    static func iso8601(_ wall: Int64) -> String {
        let (days, millisecond) = wall.quotientAndRemainder(floorDividingBy: 86_400_000)
        let (year, month, day) = date(days)
        let second = millisecond / 1000
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
            + "T\(pad(second / 3600, 2)):\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2))"
            + ".\(pad(millisecond % 1000, 3))Z"
    }

    /// Date and time on a clock that is so many seconds ahead of UTC, as in `2026-08-24 09:42:07`.
    static func local(_ wall: Int64, utcOffset: Int32) -> String {
        let text = iso8601(wall + Int64(utcOffset) * 1000).utf8
        // The letter between date and time goes, and all behind the seconds.
        let (date, time) = (
            text.prefix { $0 != UInt8(ascii: "T") }, text.drop { $0 != UInt8(ascii: "T") }
        )
        let clock = time.dropFirst().prefix { $0 != UInt8(ascii: ".") }
        return String(decoding: date, as: UTF8.self) + " " + String(decoding: clock, as: UTF8.self)
    }

    /// Local hours and minutes, as in `09:42`.
    static func clock(_ moment: Moment) -> String {
        let local = moment.wall + Int64(moment.utcOffset) * 1000
        let minute = local.quotientAndRemainder(floorDividingBy: 86_400_000).remainder / 60_000
        return "\(pad(minute / 60, 2)):\(pad(minute % 60, 2))"
    }

    /// The date, so many days after 1970-01-01, in the Gregorian calendar.
    ///
    /// Years begin in March here, so that the leap day is the last one; 400 years have 146,097 days.
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(floorDividingBy: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }

    private static func pad(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension Int64 {
    /// Quotient rounded down, and the remainder that goes with it, which is never negative.
    fileprivate func quotientAndRemainder(
        floorDividingBy divisor: Int64
    ) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
