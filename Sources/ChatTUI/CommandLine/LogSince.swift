import ArgumentParser
import Glibc

/// `--since`: a message's number, a time, or how long ago.
enum LogSince: ExpressibleByArgument, Equatable, Sendable {
    /// This number in the room.
    case seq(Int64)
    /// So many milliseconds ago.
    case ago(Int64)
    /// At this time, in milliseconds since 1970.
    case time(Int64)

    /// Reads `412`, `90s`, `5m`, `2h`, `3d`, `1w`, `2026-11-22`, `2026-11-22 18:03`, `2026-11-22T18:03:11` or
    /// `2026-11-22T17:03:11Z`; without `Z` the clock is the local one.
    init?(argument: String) {
        let bytes = Array(argument.utf8)
        if let number = Self.number(bytes[...]) {
            self = .seq(number)
        } else if let ago = Self.ago(bytes) {
            self = .ago(ago)
        } else if let time = Timestamp.parse(bytes) {
            self = .time(time)
        } else {
            return nil
        }
    }

    /// Where a log is to begin, now.
    func since(at now: Int64) -> LogQuery.Since {
        switch self {
        case .seq(let seq): .seq(max(seq, 1))
        case .ago(let duration): .time(max(now - duration, 0))
        case .time(let time): .time(max(time, 0))
        }
    }

    private static func ago(_ bytes: [UInt8]) -> Int64? {
        let units: [UInt8: Int64] = [
            UInt8(ascii: "s"): 1, UInt8(ascii: "m"): 60, UInt8(ascii: "h"): 3_600,
            UInt8(ascii: "d"): 86_400, UInt8(ascii: "w"): 604_800,
        ]
        guard let unit = bytes.last.flatMap({ units[$0] }), let count = number(bytes.dropLast()),
            count <= 1_000_000_000
        else { return nil }
        return count * unit * 1_000
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard !digits.isEmpty, digits.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else {
            return nil
        }
        let number = Int64(String(decoding: digits, as: UTF8.self))
        return number.flatMap { $0 <= 1 << 53 ? $0 : nil }
    }
}
