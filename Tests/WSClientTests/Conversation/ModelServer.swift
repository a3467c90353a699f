import TestSupport
import Wire

/// A room of a server as a plain list, for one client at a time: what the design says, and nothing
/// of how a server is built.
struct ModelServer {
    struct Entry {
        var seq: Int64
        var text: String
        var from: Nick
        var device: Device?
        var nonce: Nonce?
    }

    private(set) var epoch = Epoch(rawValue: 1)
    private(set) var entries: [Entry] = []
    private(set) var top: Int64 = 0
    /// Everything that ever was in a log.
    private(set) var archive: [Epoch: [Int64: String]] = [:]
    /// What is on its way to the client.
    var toClient: [[UInt8]] = []
    /// Whether the client has said hello on this connection.
    private var device: Device?
    private let nick = Nick.guest

    var oldest: Int64 { entries.first?.seq ?? top + 1 }

    /// The client is gone, with what was on its way to it.
    mutating func disconnect() {
        toClient = []
        device = nil
    }

    /// Somebody says something; `isLost` leaves the client out.
    mutating func publish(_ text: String, isLost: Bool = false) {
        append(Entry(seq: top + 1, text: text, from: Nick("eva") ?? nick), isLost: isLost)
    }

    /// Forgets the oldest `count` messages.
    mutating func forget(_ count: Int) {
        entries.removeFirst(min(count, entries.count))
    }

    /// Comes back with another log: an older copy of `kept` messages.
    mutating func restore(keeping kept: Int) {
        disconnect()
        epoch = Epoch(rawValue: epoch.rawValue + 1)
        entries = Array(entries.prefix(kept))
        top = entries.last?.seq ?? 0
        for entry in entries { archive[epoch, default: [:]][entry.seq] = entry.text }
    }

    /// Tells the client the highest number.
    mutating func tellTop() {
        guard device != nil else { return }
        var frame: [UInt8] = []
        ServerFrame.append(top: top, to: &frame)
        toClient.append(frame)
    }

    /// Takes a frame of the client.
    mutating func receive(_ bytes: [UInt8]) {
        switch bytes.withUnsafeBytes({ ClientFrame(parsing: $0) }) {
        case .hello(let hello): greet(hello)
        case .message(let message): accept(message, of: bytes)
        case .history(let before, let limit): tell(before: before, limit: limit)
        case .nick, .typing, .unknown, nil: break
        }
    }

    private mutating func append(_ entry: Entry, isLost: Bool) {
        top = entry.seq
        entries.append(entry)
        archive[epoch, default: [:]][entry.seq] = entry.text
        if device != nil, !isLost { toClient.append(frame(entry, nonce: nil)) }
    }

    private mutating func greet(_ hello: ClientFrame.Hello) {
        device = hello.device
        var first = top + 1
        var resumed = false
        switch hello.past {
        case .last(let count): first = max(oldest, top - count + 1)
        case .resume(let position):
            resumed = position.epoch == epoch && (oldest - 1...top).contains(position.seq)
            if resumed { first = position.seq + 1 }
        }
        var welcome: [UInt8] = []
        ServerFrame.append(
            ServerFrame.Welcome(
                room: "r",
                nick: nick,
                epoch: epoch,
                oldest: oldest,
                top: top,
                resumed: resumed,
                members: [nick],
                messageLimit: nil
            ),
            to: &welcome
        )
        toClient.append(welcome)
        for entry in entries where entry.seq >= first {
            toClient.append(frame(entry, nonce: entry.device == device ? entry.nonce : nil))
        }
    }

    private mutating func accept(_ message: ClientFrame.Message, of bytes: [UInt8]) {
        guard let device, let range = message.nonce, let nonce = Nonce(bytes[range]),
            let text = ChatFrame(parsing: bytes)?.message
        else { return }
        let known = entries.first { $0.device == device && $0.nonce == nonce }
        let seq = known?.seq ?? top + 1
        if known == nil {
            append(
                Entry(seq: seq, text: text, from: nick, device: device, nonce: nonce),
                isLost: false
            )
        }
        var ack: [UInt8] = []
        ServerFrame.append(ack: nonce, seq: seq, to: &ack)
        toClient.append(ack)
    }

    private mutating func tell(before: Int64, limit: Int64) {
        var page = HistoryPage(before: before)
        // Smaller pages than are asked for.
        for entry in entries.reversed() where entry.seq < before && page.count < min(limit, 3) {
            _ = value(entry).withUnsafeBytes {
                page.prepend(value: $0, seq: entry.seq, at: 1, from: entry.from)
            }
        }
        toClient.append(page.encoded())
    }

    private func frame(_ entry: Entry, nonce: Nonce?) -> [UInt8] {
        var frame: [UInt8] = []
        value(entry).withUnsafeBytes {
            ServerFrame.append(
                value: $0,
                seq: entry.seq,
                at: 1,
                from: entry.from,
                nonce: nonce,
                to: &frame
            )
        }
        return frame
    }

    private func value(_ entry: Entry) -> [UInt8] {
        var value: [UInt8] = []
        JSONText.appendString(entry.text.utf8, to: &value)
        return value
    }
}
