import Glibc
import Logging
import Synchronization
import Wire

/// Writes one line per event on stderr: time (UTC), level, message, `key=value`.
///
/// Everything is escaped, so that nothing a peer said can begin a line or act on a terminal.
struct EventLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level
    private let output: LogOutput

    /// A handler that writes to stderr what is at least `level`.
    init(level: Logger.Level, output: LogOutput = LogOutput(descriptor: STDERR_FILENO)) {
        logLevel = level
        self.output = output
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, own in own }
        output.write(
            Self.line(at: Moment.now(), event.level, "\(event.message)", fields)
        )
    }

    /// The line, without its line feed.
    static func line(
        at moment: Moment,
        _ level: Logger.Level,
        _ message: String,
        _ fields: Logger.Metadata
    ) -> String {
        var line = "\(Timestamp.iso8601(moment.wall)) \(level.rawValue) \(escaped(message))"
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            line += " \(key)=\(quoted("\(value)"))"
        }
        return line
    }

    private static func quoted(_ value: String) -> String {
        let isPlain =
            !value.utf8.isEmpty
            && value.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"")
                    && byte != UInt8(ascii: "=")
            }
        return isPlain ? value : "\"\(escaped(value))\""
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in DisplayText(cleaning: text).string.unicodeScalars {
            switch scalar {
            case "\n": result += #"\n"#
            case "\"", "\\": result += "\\\(scalar)"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// Where log lines go; it never waits.
///
/// The event loop that logs must not stand still because nobody reads the log. Lines that do not fit are counted, and the next one that fits is preceded by their number.
final class LogOutput: Sendable {
    private let descriptor: CInt
    private let missing = Atomic<Int>(0)

    /// Lines for this descriptor, which stays the caller's.
    init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// Writes one line.
    func write(_ line: String) {
        var entry = pollfd(descriptor, POLLOUT)
        guard poll(&entry, 1, 0) == 1, !entry.isGone else {
            missing.add(1, ordering: .relaxed)
            return
        }
        let left = missing.exchange(0, ordering: .relaxed)
        let note = left == 0 ? "" : "(\(left) log lines are missing here: nobody read them)\n"
        writeFully(Array("\(note)\(line)\n".utf8), to: descriptor)
    }
}
