import Glibc

extension Timestamp {
    /// Reads a date, or a date and a time, in the order of ISO 8601; milliseconds since 1970.
    ///
    /// `2026-11-22`, `2026-11-22 18:03`, `2026-11-22T18:03:11.250Z`: the letter between date and time may be a space,
    /// and without `Z` at the end the clock is the local one. `nil` for anything else, and for days and hours that do
    /// not exist.
    static func parse(_ bytes: [UInt8]) -> Int64? {
        var text = bytes[...]
        let isUTC = text.last == UInt8(ascii: "Z")
        if isUTC { text.removeLast() }
        var fields = tm()
        guard let year = number(&text, 4), take(&text, "-"), let month = number(&text, 2),
            take(&text, "-"), let day = number(&text, 2), year >= 1970
        else { return nil }
        (fields.tm_year, fields.tm_mon, fields.tm_mday) = (
            CInt(year - 1900), CInt(month - 1), CInt(day)
        )
        var millisecond: Int64 = 0
        if !text.isEmpty {
            guard take(&text, "T") || take(&text, " "),
                let time = clock(&text), text.isEmpty
            else { return nil }
            (fields.tm_hour, fields.tm_min, fields.tm_sec) = (time.hour, time.minute, time.second)
            millisecond = time.millisecond
        } else if isUTC {
            return nil
        }
        fields.tm_isdst = isUTC ? 0 : -1
        let asked = fields
        let seconds = isUTC ? timegm(&fields) : mktime(&fields)
        // The 31st of February has become one of March. (An hour that a clock change leaves out moves too, and is
        // taken.)
        guard fields.tm_mday == asked.tm_mday, fields.tm_mon == asked.tm_mon, seconds != -1 else {
            return nil
        }
        return Int64(seconds) * 1_000 + millisecond
    }

    private static func clock(
        _ text: inout ArraySlice<UInt8>
    ) -> (hour: CInt, minute: CInt, second: CInt, millisecond: Int64)? {
        guard let hour = number(&text, 2), hour < 24, take(&text, ":"),
            let minute = number(&text, 2),
            minute < 60
        else { return nil }
        guard take(&text, ":") else { return (CInt(hour), CInt(minute), 0, 0) }
        guard let second = number(&text, 2), second < 60 else { return nil }
        var millisecond: Int64 = 0
        if take(&text, ".") {
            guard let fraction = number(&text, 3) else { return nil }
            millisecond = fraction
        }
        return (CInt(hour), CInt(minute), CInt(second), millisecond)
    }

    private static func take(_ text: inout ArraySlice<UInt8>, _ letter: Unicode.Scalar) -> Bool {
        guard text.first == UInt8(ascii: letter) else { return false }
        text.removeFirst()
        return true
    }

    private static func number(_ text: inout ArraySlice<UInt8>, _ count: Int) -> Int64? {
        let digits = text.prefix(count)
        guard digits.count == count, digits.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else {
            return nil
        }
        text.removeFirst(count)
        return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }
}
