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
    /// Lines whose fate is open.
    private var open: [SendID: String] = [:]
    /// Those of them that will not be confirmed any more; the loss of their connection, which is
    /// told next, says what that means.
    private var doubtful: Set<SendID> = []
    /// Bytes of the lines whose fate is open.
    private(set) var waitingBytes = 0
    /// With ``PipeOptions/Confirmation/close``: lines that the answer to our Close frame will confirm.
    private var awaitingClose = Unconfirmed()
    private var lost = Unconfirmed()
    /// How many of those that are lost have been told of.
    private var toldLost = 0

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

    /// Lines that wait: for a connection, for the kernel, for their confirmation.
    var waitingLines: Int { open.count }

    /// Whether it is being tried again after a loss.
    var isAway: Bool {
        if case .away = link { true } else { false }
    }

    /// Whether lines wait for a confirmation that this connection can bring.
    var awaitsConfirmation: Bool { link == .connected && !open.isEmpty }

    /// Takes note of a line that is to be sent.
    mutating func accept(_ id: SendID, _ text: String, at now: Int64) {
        accepted += 1
        if open.isEmpty { progressAt = now }
        open[id] = text
        waitingBytes += text.utf8.count
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

    /// The state of a line has changed; returns its text if the server does not take it.
    mutating func changed(_ id: SendID, _ state: OwnLineState, at now: Int64) -> String? {
        switch state {
        case .waiting, .sending: doubtful.remove(id)
        case .accepted: _ = take(id, at: now)
        case .written:
            guard let text = take(id, at: now), confirmation == .close else { return nil }
            awaitingClose.add(text)
        case .unconfirmed: doubtful.insert(id)
        case .refused:
            guard let text = take(id, at: now) else { return nil }
            lost.add(text)
            toldLost += 1
            return text
        }
        return nil
    }

    /// The connection is lost.
    ///
    /// - Returns: How many lines have become unconfirmed for good.
    mutating func connectionLost() -> Int {
        for id in doubtful.sorted() {
            guard let text = open.removeValue(forKey: id) else { continue }
            waitingBytes -= text.utf8.count
            lost.add(text)
        }
        doubtful = []
        lost.add(awaitingClose)
        awaitingClose = Unconfirmed()
        defer { toldLost = lost.count }
        return lost.count - toldLost
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
        for id in open.keys.sorted() { if let text = open[id] { all.add(text) } }
        return all
    }

    private mutating func take(_ id: SendID, at now: Int64) -> String? {
        guard let text = open.removeValue(forKey: id) else { return nil }
        waitingBytes -= text.utf8.count
        progressAt = now
        return text
    }
}
