import Logging
import Wire

/// The server's log: one line per event, untrusted values escaped and cut, no message text.
///
/// What a peer can cause is limited, so that nobody fills the disk by knocking.
struct ServerLog {
    /// The events a peer can cause; each kind has its own budget.
    enum Kind: CaseIterable {
        case refusal, fault, slowMember, acceptError
    }

    private let logger: Logger
    private var budgets: [Kind: LogBudget] = [:]

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// An event of the server's own life.
    func event(_ text: DisplayText) {
        logger.info("\(text)")
    }

    /// An event that a peer caused, at `now` in milliseconds.
    mutating func event(_ kind: Kind, at now: Int64, _ text: @autoclosure () -> DisplayText) {
        guard let omitted = budgets[kind, default: LogBudget()].admit(at: now) else { return }
        let level: Logger.Level = kind == .acceptError ? .error : .notice
        guard omitted > 0 else {
            logger.log(level: level, "\(text())")
            return
        }
        logger.log(level: level, "\(text()) (\(omitted) more like this were not logged)")
    }

    /// An untrusted value between quotes, in printable ASCII: nothing in it can end the line or act
    /// in a terminal.
    static func quoted(_ value: String) -> DisplayText {
        let limit = 100
        var text = "\""
        for byte in value.utf8.prefix(limit) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text += "\\" + String(UnicodeScalar(byte))
            case 0x20...0x7E:
                text += String(UnicodeScalar(byte))
            default:
                text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        text += value.utf8.count > limit ? "…\"" : "\""
        return DisplayText(cleaning: text)
    }
}

/// Admits so many lines in each window of time.
///
/// Pure.
struct LogBudget: Equatable {
    /// How many lines a window takes, and its length in milliseconds.
    static let lines = 20
    static let window: Int64 = 10_000

    private var windowEnd = Int64.min
    private var used = 0
    private var omitted = 0

    /// Asks for one line at `now`.
    ///
    /// - Returns: How many were refused since the last one that was admitted, or `nil` if this one
    ///   is refused.
    mutating func admit(at now: Int64) -> Int? {
        if now >= windowEnd {
            windowEnd = now + Self.window
            used = 0
        }
        guard used < Self.lines else {
            omitted += 1
            return nil
        }
        used += 1
        defer { omitted = 0 }
        return omitted
    }
}
