import EmbeddedServer
import Glibc
import Wire

/// Reads ``HistoryLine``s from stdin and puts them into a history, 1,000 at a time.
///
/// The first line that is wrong ends it; what came in earlier batches is in the history, and the rest
/// can be imported when the line is right.
struct HistoryImport {
    /// The longest line in bytes: more than any message of ours can take.
    static let maximumLine = 32 << 20
    private static let batchLines = 1_000
    private static let batchBytes = 8 << 20

    private let importer: HistoryImporter
    private let descriptor: CInt
    private var number = 0
    private var batch: [(line: Int, message: HistoryImporter.Message)] = []
    private var bytes = 0
    private var added = 0
    private var skipped = 0

    /// An import from `descriptor`.
    init(importer: HistoryImporter, descriptor: CInt = STDIN_FILENO) {
        self.importer = importer
        self.descriptor = descriptor
    }

    private struct Stopped: Error {
        let end: ProcessEnd
    }

    /// Imports all lines, and says how many there were.
    mutating func run() -> ProcessEnd {
        do throws(Stopped) {
            try readLines()
            try commit()
        } catch {
            report()
            return error.end
        }
        report()
        return .exit(.done)
    }

    private func report() {
        let lines: DisplayText = added == 1 ? "message" : "messages"
        let known: DisplayText = skipped > 0 ? ", \(skipped) were there already" : ""
        complain("imported \(added) \(lines)\(known)")
    }

    private mutating func readLines() throws(Stopped) {
        var pending: [UInt8] = []
        var buffer: [UInt8] = Array(repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                guard count == 0 else {
                    complain("cannot read the input: \(DisplayText(errno: errno))")
                    throw Stopped(end: .exit(.failure))
                }
                return try take(pending)
            }
            var rest = buffer[..<count]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                try take(pending + rest[..<end])
                pending = []
                rest = rest[(end + 1)...]
            }
            pending += rest
            guard pending.count <= Self.maximumLine else {
                number += 1
                throw wrong("is longer than \(Self.maximumLine) bytes", line: number)
            }
        }
    }

    /// Takes one line; blank ones count but say nothing.
    private mutating func take(_ line: [UInt8]) throws(Stopped) {
        number += 1
        guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { return }
        do throws(HistoryLine.Invalid) {
            batch.append((number, try HistoryLine(parsing: line).imported()))
        } catch {
            // What came before it is right.
            try commit()
            throw wrong("cannot be taken: \(error.reason)", line: number)
        }
        bytes += line.count
        if batch.count == Self.batchLines || bytes >= Self.batchBytes { try commit() }
    }

    private mutating func commit() throws(Stopped) {
        let taken = batch
        (batch, bytes) = ([], 0)
        do throws(HistoryImporter.Failure) {
            let new = try importer.add(taken.map(\.message))
            added += new
            skipped += taken.count - new
        } catch {
            switch error {
            case .store(let error):
                complain(DisplayText(cleaning: "cannot import: \(error)"))
                throw Stopped(end: .exit(.failure))
            case .conflict(let conflict, let index):
                // What came before it is right.
                batch = Array(taken[..<index])
                try commit()
                let message = taken[index].message
                throw wrong(Self.clause(conflict, message), line: taken[index].line)
            }
        }
    }

    private func wrong(_ clause: DisplayText, line: Int) -> Stopped {
        complain("line \(line) \(clause)")
        return Stopped(end: .exit(.usage))
    }

    private static func clause(
        _ conflict: HistoryImporter.Conflict,
        _ message: HistoryImporter.Message
    ) -> DisplayText {
        let room = DisplayText(cleaning: message.room.description)
        let seq = message.message.seq
        switch conflict {
        case .hole(let first) where first == seq - 1:
            return "cannot be taken: message \(first) of \(room) is missing before it"
        case .hole(let first):
            return
                "cannot be taken: messages \(first) to \(seq - 1) of \(room) are missing before it"
        case .otherMessage:
            return "cannot be taken: message \(seq) of \(room) is another one in this history"
        case .older: return "cannot be taken: it is older than the message before it in \(room)"
        case .sameOrigin:
            return "cannot be taken: another message of \(room) has its device and nonce"
        }
    }
}

extension HistoryLine {
    /// The message that a history takes.
    fileprivate func imported() throws(Invalid) -> HistoryImporter.Message {
        guard let name = RoomName(room) else {
            throw Invalid(reason: "its \"room\" is not 1 to 64 letters, digits, _ or -")
        }
        var origin: MessageOrigin?
        if let device, let nonce { origin = MessageOrigin(device: device, nonce: nonce) }
        return HistoryImporter.Message(
            room: name,
            message: StoredMessage(seq: seq, at: at, nick: from, origin: origin, value: value)
        )
    }
}
