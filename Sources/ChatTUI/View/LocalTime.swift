import Wire

/// A day and time of day on the local clock.
struct LocalTime: Equatable, Sendable {
    /// Minutes since 1970-01-01 00:00 on the local clock.
    let minutes: Int

    init(_ time: WallTime) {
        minutes = Int((time.wall + Int64(time.utcOffset) * 1000).floorDivided(by: 60_000))
    }

    init(_ moment: Moment) {
        self.init(moment.wallTime)
    }

    /// Days since 1970-01-01.
    var day: Int { minutes.floorDivided(by: 1440) }

    /// `09:05`, or `9:05a`.
    func clock(_ clock: Settings.Clock) -> DisplayText {
        let minute = minutes - day * 1440
        let hour = minute / 60
        return switch clock {
        case .twentyFour: "\(padded(hour)):\(padded(minute % 60))"
        case .twelve: "\((hour + 11) % 12 + 1):\(padded(minute % 60))" + (hour < 12 ? "a" : "p")
        }
    }

    /// How wide ``clock(_:)`` is at most.
    static func columns(of clock: Settings.Clock) -> Int {
        switch clock {
        case .twentyFour: 5
        case .twelve: 6
        }
    }

    /// `Monday 24 August 2026`.
    var longDate: DisplayText {
        let (year, month, dayOfMonth) = civil
        let weekday = (day + 4) - (day + 4).floorDivided(by: 7) * 7
        return "\(weekdays[weekday]) \(dayOfMonth) \(months[month - 1]) \(year)"
    }

    /// `2026-08-24`.
    var shortDate: DisplayText {
        let (year, month, dayOfMonth) = civil
        return "\(year)-\(padded(month))-\(padded(dayOfMonth))"
    }

    /// Howard Hinnant's "days to civil": the year starts in March, so that leap days come last.
    private var civil: (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

private let weekdays: [DisplayText] = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
]
private let months: [DisplayText] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
]

private func padded(_ number: Int) -> DisplayText { number < 10 ? "0\(number)" : "\(number)" }

extension BinaryInteger {
    fileprivate func floorDivided(by divisor: Self) -> Self {
        let quotient = self / divisor
        return self < 0 && quotient * divisor != self ? quotient - 1 : quotient
    }
}
