import Logging
import Wire

/// The server's log: one line per event, untrusted values cleaned and cut, no message text.
///
/// What a peer can cause is limited, so that nobody fills the disk by knocking.
struct ServerLog {
    /// The events a peer can cause; each kind has its own budget.
    enum Kind {
        case refusal, fault, slowMember, acceptError, history

        /// How many lines the log takes in a window of time; want of descriptors is said once.
        var lines: Int { self == .acceptError ? 1 : 20 }
    }

    /// What an event is about, by name.
    typealias Details = KeyValuePairs<String, DisplayText>

    private let logger: Logger
    private var budgets: [Kind: LogBudget] = [:]

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// An event of the server's own life.
    func event(_ text: DisplayText, _ details: Details) {
        logger.info("\(text)", metadata: Self.metadata(details))
    }

    /// An event that a peer caused, at `now` in milliseconds.
    mutating func event(
        _ kind: Kind,
        at now: Int64,
        _ text: DisplayText,
        _ details: @autoclosure () -> Details
    ) {
        let budget = budgets[kind, default: LogBudget(lines: kind.lines)].admit(at: now)
        guard let omitted = budget else { return }
        var metadata = Self.metadata(details())
        if omitted > 0 { metadata["omitted"] = "\(omitted)" }
        let isError = kind == .acceptError || kind == .history
        logger.log(level: isError ? .error : .notice, "\(text)", metadata: metadata)
    }

    /// An untrusted value in printable ASCII: nothing in it can end the line or act in a terminal.
    static func cleaned(_ value: String) -> DisplayText {
        let limit = 100
        var text = ""
        for byte in value.utf8.prefix(limit) {
            if (0x20...0x7E).contains(byte), byte != UInt8(ascii: "\\") {
                text += String(UnicodeScalar(byte))
            } else {
                text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        if value.utf8.count > limit { text += "..." }
        return DisplayText(cleaning: text)
    }

    private static func metadata(_ details: Details) -> Logger.Metadata {
        Logger.Metadata(details.map { ($0.key, "\($0.value)") }) { first, _ in first }
    }
}

/// Admits so many lines in each window of time.
///
/// Pure.
struct LogBudget: Equatable {
    /// The length of a window in milliseconds.
    static let window: Int64 = 10_000

    private let lines: Int
    private var windowEnd = Int64.min
    private var used = 0
    private var omitted = 0

    /// A budget of so many lines in each window.
    init(lines: Int) {
        self.lines = lines
    }

    /// Asks for one line at `now`.
    ///
    /// - Returns: How many were refused since the last one that was admitted, or `nil` if this one
    ///   is refused.
    mutating func admit(at now: Int64) -> Int? {
        if now >= windowEnd {
            windowEnd = now + Self.window
            used = 0
        }
        guard used < lines else {
            omitted += 1
            return nil
        }
        used += 1
        defer { omitted = 0 }
        return omitted
    }
}
