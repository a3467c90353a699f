import Wire

/// The own lines of a room whose fate is open, oldest first.
///
/// What confirms a line depends on the server: the acknowledgement of its nonce, or on a plain one
/// its echo: a message that equals the oldest line that was sent on this connection.
struct OwnLines: Sendable {
    private struct Line {
        enum State { case waiting, sending, unconfirmed }

        var record: OwnLineRecord
        var state = State.waiting
        /// Whether a server may have seen it before this connection.
        var mayHaveArrived = false
        /// Whether the kernel has it, on this connection.
        var isWritten = false
        /// When it was sent, in monotonic milliseconds.
        var sentAt: Int64 = 0
        /// How often a connection was lost on which it was under way, and perhaps because of it.
        var losses = 0

        /// What goes to a plain server.
        var plainText: String { record.prefix + record.text }
    }

    /// A change of a line's state.
    typealias Change = (id: SendID, state: OwnLineState)

    /// Lines under way at once.
    static let window = 64
    /// Lines, and bytes of them, whose fate may be open.
    static let maximumCount = 2_000
    static let maximumBytes = 4 << 20
    /// An echo that takes longer may have been lost: a later one is believed then.
    static let lateMilliseconds: Int64 = 5_000
    /// A line is sent no more often if the connection is cut each time: it is the line's fault.
    static let maximumLosses = 3

    private var lines: [Line] = []
    private var bytes = 0
    private var underWay = 0

    /// Whether a line waits to be sent.
    var hasWaiting: Bool { lines.contains { $0.state == .waiting } }

    /// Takes a line to be sent; returns whether there is room for it.
    mutating func add(_ record: OwnLineRecord) -> Bool {
        let size = record.text.utf8.count
        guard lines.count < Self.maximumCount, bytes + size <= Self.maximumBytes else {
            return false
        }
        bytes += size
        lines.append(Line(record: record))
        return true
    }

    /// Takes lines that may have been sent before, to be sent before all others.
    mutating func restore(_ records: [OwnLineRecord]) {
        bytes += records.reduce(0) { $0 + $1.text.utf8.count }
        lines.insert(
            contentsOf: records.map { Line(record: $0, mayHaveArrived: true) },
            at: 0
        )
    }

    /// The next line to be sent, if the window has room; it counts as sent.
    mutating func next(at now: Int64) -> OwnLineRecord? {
        guard underWay < Self.window,
            let index = lines.firstIndex(where: { $0.state == .waiting })
        else { return nil }
        underWay += 1
        lines[index].state = .sending
        lines[index].isWritten = false
        lines[index].sentAt = now
        return lines[index].record
    }

    /// The kernel has a line; returns whether it is one of these.
    mutating func written(_ id: SendID) -> Bool {
        guard let index = index(of: id), lines[index].state == .sending else { return false }
        lines[index].isWritten = true
        return true
    }

    /// Takes a line out, for it is settled or given up; `nil` if it is not here.
    mutating func remove(_ id: SendID) -> OwnLineRecord? {
        index(of: id).map { remove(at: $0) }
    }

    /// Which line this nonce names.
    func id(of nonce: Nonce) -> SendID? {
        lines.first { $0.record.nonce == nonce }?.record.id
    }

    /// Takes the line of this nonce out.
    mutating func remove(_ nonce: Nonce) -> OwnLineRecord? {
        lines.firstIndex { $0.record.nonce == nonce }.map { remove(at: $0) }
    }

    /// Puts a line that was not taken back in its place, to be sent again; returns which.
    mutating func putBack(_ nonce: Nonce) -> SendID? {
        guard let index = lines.firstIndex(where: { $0.record.nonce == nonce }),
            lines[index].state == .sending
        else { return nil }
        underWay -= 1
        lines[index].state = .waiting
        return lines[index].record.id
    }

    /// An unconfirmed line is to be sent again; returns whether it is one.
    mutating func sendAgain(_ id: SendID) -> Bool {
        guard let index = index(of: id), lines[index].state == .unconfirmed else { return false }
        lines[index].state = .waiting
        lines[index].mayHaveArrived = false
        return true
    }

    /// The oldest line under way with this text: a message under our name is that one.
    func underWay(withText text: String) -> SendID? {
        lines.first { $0.state == .sending && $0.record.text.utf8.elementsEqual(text.utf8) }?
            .record.id
    }

    private func index(of id: SendID) -> Int? {
        lines.firstIndex { $0.record.id == id }
    }

    private mutating func remove(at index: Int) -> OwnLineRecord {
        let line = lines.remove(at: index)
        bytes -= line.record.text.utf8.count
        if line.state == .sending { underWay -= 1 }
        return line.record
    }
}

// MARK: - Connections

extension OwnLines {
    /// There is a connection to a plain server: what a server may have seen already is not sent
    /// again, unless `resends`.
    mutating func connectedToPlainServer(resends: Bool) -> [Change] {
        guard !resends else { return [] }
        var changes: [Change] = []
        for index in lines.indices
        where lines[index].state == .waiting && lines[index].mayHaveArrived {
            lines[index].state = .unconfirmed
            changes.append((lines[index].record.id, .unconfirmed))
        }
        return changes
    }

    /// There is a server that knows a nonce when it sees it again: everything is sent.
    mutating func connectedToKnowingServer() -> [Change] {
        var changes: [Change] = []
        for index in lines.indices
        where lines[index].state == .unconfirmed && lines[index].losses < Self.maximumLosses {
            lines[index].state = .waiting
            changes.append((lines[index].record.id, .waiting))
        }
        return changes
    }

    /// The connection is lost, with what was under way on it.
    ///
    /// - Parameters:
    ///   - isRepeatable: Whether sending again cannot double a line, or is wanted all the same.
    ///   - isSuspect: Whether what was sent may be why.
    /// - Returns: What has changed.
    mutating func lost(isRepeatable: Bool, isSuspect: Bool) -> [Change] {
        var changes: [Change] = []
        for index in lines.indices where lines[index].state == .sending {
            let hasArrived = lines[index].isWritten
            lines[index].losses += hasArrived && isSuspect ? 1 : 0
            lines[index].mayHaveArrived = lines[index].mayHaveArrived || hasArrived
            let isHarmful = lines[index].losses >= Self.maximumLosses
            let mayWait = !hasArrived || isRepeatable && !isHarmful
            lines[index].state = mayWait ? .waiting : .unconfirmed
            changes.append((lines[index].record.id, mayWait ? .waiting : .unconfirmed))
        }
        underWay = 0
        return changes
    }
}

// MARK: - Echoes

extension OwnLines {
    /// The line that this message of a plain server is the echo of, taken out, and those that it
    /// has overtaken, which are unconfirmed then; `nil` if it is no echo.
    mutating func echoed(
        by message: String,
        at now: Int64
    ) -> (line: OwnLineRecord, overtaken: [SendID])? {
        let sending = lines.indices.filter { lines[$0].state == .sending }
        guard let oldest = sending.first else { return nil }
        let isEcho = { (line: Line) in line.plainText.utf8.elementsEqual(message.utf8) }
        if isEcho(lines[oldest]) { return (remove(at: oldest), []) }
        // On one connection echoes come in order: those before a later one will get none.
        guard now >= lines[oldest].sentAt + Self.lateMilliseconds,
            let found = sending.first(where: { isEcho(lines[$0]) })
        else { return nil }
        var overtaken: [SendID] = []
        for index in sending where index < found {
            lines[index].state = .unconfirmed
            lines[index].mayHaveArrived = true
            underWay -= 1
            overtaken.append(lines[index].record.id)
        }
        return (remove(at: found), overtaken)
    }
}
