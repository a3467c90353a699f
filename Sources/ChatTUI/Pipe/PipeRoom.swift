import WSClient
import Wire

/// One room of a pipe: its connection, and what became of each line that was meant for it.
struct PipeRoom: Sendable {
    /// How the room is connected.
    enum Link: Equatable, Sendable {
        case connecting
        case connected
        /// Lost since this monotonic time in milliseconds; it is being tried again.
        case away(since: Int64)
        /// Nothing more will come.
        case ended
    }

    /// A line that is not done with.
    struct Line: Equatable, Sendable {
        var id: SendID
        var text: String
        /// How often it was handed to a connection.
        var sendings = 0
    }

    /// A line is sent no more often: where the connection is cut each time, it is the line's fault.
    static let maximumSendings = 3

    /// Lines of which nobody knows whether they arrived: how many, and the first of them.
    struct Unconfirmed: Equatable, Sendable {
        static let maximumSamples = 3
        var count = 0
        var samples: [String] = []

        mutating func add(_ text: String) {
            count += 1
            if samples.count < Self.maximumSamples { samples.append(text) }
        }

        mutating func add(_ other: Unconfirmed) {
            count += other.count
            samples += other.samples.prefix(Self.maximumSamples - samples.count)
        }
    }

    let address: RoomAddress
    let title: DisplayText
    var link = Link.connecting
    /// How many connections there were.
    private(set) var connections = 0
    /// Lines that were taken for this room, ever.
    private(set) var accepted = 0
    /// When a line was confirmed, or began to wait, or the room was connected last; monotonic milliseconds.
    var progressAt: Int64 = 0

    private let confirmation: PipeOptions.Confirmation
    private var binaries = 0
    /// Lines that wait for a connection, oldest first.
    private var queue: [Line] = []
    /// Lines that were sent and are not confirmed, oldest first, and the same for matching echoes.
    private var sent: [Line] = []
    /// Empty unless echoes confirm.
    private var echoes = SentLines()
    /// With ``PipeOptions/Confirmation/close``: lines that the answer to our Close frame will confirm.
    private var awaitingClose = Unconfirmed()
    private var lost = Unconfirmed()

    /// A room that is being connected.
    init(_ address: RoomAddress, confirmation: PipeOptions.Confirmation) {
        self.address = address
        title = DisplayText(cleaning: address.name).oneLine
        self.confirmation = confirmation
    }

    /// What it is called in output.
    var name: String { address.name }

    /// Whether there ever was a connection.
    var wasConnected: Bool { connections > 0 }

    /// Lines that wait: for a connection, for the kernel, for their echo.
    var waitingLines: Int { queue.count + sent.count }

    /// Bytes of the lines that wait.
    var waitingBytes: Int {
        queue.reduce(0) { $0 + $1.text.utf8.count } + sent.reduce(0) { $0 + $1.text.utf8.count }
    }

    /// Whether it is being tried again after a loss.
    var isAway: Bool {
        if case .away = link { true } else { false }
    }

    /// Whether lines wait for a confirmation that this connection can bring.
    var awaitsConfirmation: Bool { link == .connected && !sent.isEmpty }

    /// Takes a line to be sent.
    mutating func accept(_ line: Line, at now: Int64) {
        accepted += 1
        if sent.isEmpty { progressAt = now }
        queue.append(line)
    }

    /// The lines that can be sent now; they count as sent.
    mutating func takeQueue() -> [Line] {
        guard link == .connected else { return [] }
        defer { queue = [] }
        for index in queue.indices { queue[index].sendings += 1 }
        if confirmation == .echo {
            for line in queue { echoes.sent(line.id, text: line.text) }
        }
        sent += queue
        return queue
    }

    /// The room is connected.
    mutating func connected(at now: Int64) {
        link = .connected
        connections += 1
        progressAt = now
    }

    /// A binary message came; returns how many there were.
    mutating func countBinary() -> Int {
        binaries += 1
        return binaries
    }

    /// The kernel has a line.
    mutating func written(_ id: SendID, at now: Int64) {
        echoes.written(id)
        guard confirmation != .echo, let index = sent.firstIndex(where: { $0.id == id }) else {
            return
        }
        progressAt = now
        let line = sent.remove(at: index)
        if confirmation == .close { awaitingClose.add(line.text) }
    }

    /// A message came; returns whether it is the echo of a line of ours, which it confirms.
    mutating func received(_ message: String, at now: Int64) -> Bool {
        guard let id = echoes.received(message.utf8) else { return false }
        sent.removeAll { $0.id == id }
        progressAt = now
        return true
    }

    /// The connection is lost.
    ///
    /// Lines that nobody saw wait for the next one; the others do so only with `resends`.
    ///
    /// - Returns: How many lines have become unconfirmed for good.
    mutating func lost(resends: Bool) -> Int {
        // Without echoes, a line is done with as soon as it is written.
        let unsent = Set(confirmation == .echo ? echoes.lost().unsent : sent.map(\.id))
        let before = lost.count
        var again: [Line] = []
        for line in sent {
            let mayResend = resends && line.sendings < Self.maximumSendings
            if mayResend || unsent.contains(line.id) {
                again.append(line)
            } else {
                lost.add(line.text)
            }
        }
        queue = again + queue
        sent = []
        lost.add(awaitingClose)
        awaitingClose = Unconfirmed()
        return lost.count - before
    }

    /// The closing handshake is over; `isAnswered` if the server took part.
    mutating func closed(isAnswered: Bool) {
        if isAnswered { awaitingClose = Unconfirmed() }
        link = .ended
    }

    /// All lines that were taken and are not confirmed.
    var unconfirmed: Unconfirmed {
        var all = lost
        all.add(awaitingClose)
        for line in sent + queue { all.add(line.text) }
        return all
    }
}
