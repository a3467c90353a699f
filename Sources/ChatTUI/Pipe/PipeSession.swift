import Glibc
import WSClient
import Wire

/// What happens to a pipe.
enum PipeEvent: Sendable {
    /// A line was read.
    case line(PipeInput.Line)
    /// There is no more input.
    case inputEnded
    /// The input has a mistake, told in a sentence; there is no more of it.
    case inputFailed(DisplayText)
    /// Something happened in a room's session.
    case session(RoomID, ClientEvent)
    /// Something was said in a room, or became of what we said.
    case conversation(RoomID, ConversationEvent)
    /// The embedded server speaks.
    case server(String)
    /// A deadline has passed.
    case tick
    /// For so long nothing was taken, because nobody read the output: that counts for no deadline.
    case wasHeldUp(milliseconds: Int64)
    /// The process was asked to end.
    case signal(CInt)
    /// Nobody reads the output any more.
    case outputClosed
    /// This machine fails, told in a sentence.
    case failed(DisplayText)
}

/// What a pipe wants done.
enum PipeEffect: Equatable, Sendable {
    /// Say something as soon as it can be.
    case say(RoomID, text: String, prefix: String, id: SendID)
    case close(RoomID)
    /// Write these bytes, whole lines, on stdout.
    case print([UInt8])
    /// Say a sentence on stderr.
    case complain(DisplayText)
    /// It is over; nothing follows.
    case end(ProcessEnd)
}

/// `join` in a pipe, without the pipe.
///
/// Pure: lines, session events and deadlines go in, what is to be done comes out. It ends when all input is confirmed, or when listening is over, and then only after the closing handshakes.
struct PipeSession: Sendable {
    private enum Phase: Equatable {
        case running
        /// Our Close frames are out; it ends when all are answered, or at this monotonic time.
        case closing(ProcessEnd, until: Int64)
        case ended
    }

    /// Beyond so much unconfirmed, input is not read.
    static let windowLines = 64
    static let windowBytes = 1 << 20
    /// For the answers to our Close frames; the sessions themselves give up a little earlier.
    private static let closeTimeout: Int64 = 1_500

    let options: PipeOptions
    var rooms: [PipeRoom]
    var effects: [PipeEffect] = []
    /// Messages of others so far.
    private(set) var received = 0
    private var phase = Phase.running
    private var inputIsOpen: Bool
    /// What a mistake has decided already.
    private var verdict = ExitCode.done
    private var lastID: SendID = 0
    private var hasWarnedOfRepair = false
    /// Since when it only listens: the start, or the end of the input; monotonic milliseconds.
    private var listensSince: Int64

    /// A pipe whose rooms are being connected, in the order of ``PipeOptions/rooms``.
    init(_ options: PipeOptions, at now: Moment) {
        self.options = options
        rooms = options.rooms.map { PipeRoom($0, confirmation: options.confirmation) }
        inputIsOpen = options.framing != nil
        listensSince = now.monotonic
        guard case .messages(let messages) = options.source else { return }
        for message in messages { accept(message, in: 0, at: now.monotonic) }
    }

    /// Whether a further line would be sent: as long as not too many wait for their confirmation.
    var wantsInput: Bool {
        phase == .running && inputIsOpen
            && rooms.reduce(0) { $0 + $1.waitingLines } < Self.windowLines
            && rooms.reduce(0) { $0 + $1.waitingBytes } < Self.windowBytes
    }

    /// When ``PipeEvent/tick`` is wanted next, in milliseconds of the monotonic clock.
    var nextDeadline: Int64? {
        switch phase {
        case .running: [confirmDeadline, stayDeadline].compactMap(\.self).min()
        case .closing(_, let until): until
        case .ended: nil
        }
    }

    /// Takes one event; returns what is to be done, in order.
    mutating func handle(_ event: PipeEvent, at now: Moment) -> [PipeEffect] {
        guard phase != .ended else { return [] }
        switch event {
        case .line(let line): take(line, at: now.monotonic)
        case .inputEnded: endInput(at: now.monotonic)
        case .inputFailed(let reason):
            complain(.quiet, reason)
            verdict = .usage
            endInput(at: now.monotonic)
        case .session(let id, let event): take(event, in: id.rawValue, at: now)
        case .conversation(let id, let event): take(event, in: id.rawValue, at: now)
        case .server(let text): complain(.normal, DisplayText(cleaning: text))
        case .tick: break
        case .wasHeldUp(let milliseconds):
            listensSince += milliseconds
            for index in rooms.indices { rooms[index].progressAt += milliseconds }
        case .signal(let signal): stop(.signal(signal), at: now.monotonic)
        case .outputClosed: stop(.signal(SIGPIPE), at: now.monotonic)
        case .failed(let reason):
            complain(.quiet, reason)
            stop(.exit(.failure), at: now.monotonic)
        }
        settle(at: now.monotonic)
        defer { effects = [] }
        return effects
    }
}

// MARK: - Input

extension PipeSession {
    private mutating func take(_ line: PipeInput.Line, at now: Int64) {
        guard inputIsOpen, phase == .running else { return }
        if line.isRepaired, !hasWarnedOfRepair {
            hasWarnedOfRepair = true
            complain(
                .normal,
                "line \(line.number) of the input is not UTF-8: what is not became \u{FFFD}"
            )
        }
        guard let index = index(ofRoom: line.room) else {
            let room = DisplayText(cleaning: line.room ?? "").oneLine.prefix(characters: 40)
            complain(
                .quiet,
                "line \(line.number) of the input is for a room that is not joined: \(room)"
            )
            verdict = .usage
            return endInput(at: now)
        }
        accept(line.text, in: index, at: now)
    }

    private func index(ofRoom name: String?) -> Int? {
        guard let name else { return 0 }
        return rooms.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }

    private mutating func accept(_ text: String, in index: Int, at now: Int64) {
        lastID += 1
        let nick = rooms[index].address.nick ?? options.nick
        let prefix = nick.utf8.isEmpty ? "" : "\(nick): "
        rooms[index].accept(lastID, prefix + text, at: now)
        effects.append(
            .say(RoomID(rawValue: index), text: text, prefix: prefix, id: lastID)
        )
    }

    private mutating func endInput(at now: Int64) {
        guard inputIsOpen else { return }
        inputIsOpen = false
        listensSince = now
    }
}

// MARK: - The end

extension PipeSession {
    /// Whether lines of ours may still have to be sent in a room, so that its connection is needed.
    func needsConnection(_ index: Int) -> Bool {
        inputIsOpen || rooms[index].waitingLines > 0
    }

    /// Whether it goes on when all lines are confirmed.
    private var stays: Bool {
        if verdict != .done { return false }
        if let count = options.count { return received < count }
        return options.follows || options.source == .nothing
    }

    private var isDone: Bool {
        !inputIsOpen && !stays
            && rooms.allSatisfy { $0.waitingLines == 0 && ($0.wasConnected || $0.link == .ended) }
    }

    /// Whether our Close frames are out.
    var isClosing: Bool {
        if case .closing = phase { true } else { false }
    }

    private var confirmDeadline: Int64? {
        // Somebody who types sees for himself that nothing comes back.
        guard let limit = options.confirmWithin, !(options.isInteractive && inputIsOpen) else {
            return nil
        }
        return rooms.filter(\.awaitsConfirmation).map { $0.progressAt + limit }.min()
    }

    private var stayDeadline: Int64? {
        guard !inputIsOpen, stays, let limit = options.stayFor else { return nil }
        return listensSince + limit
    }

    /// A message of somebody else came: with the last one of ``PipeOptions/count`` no more input is taken.
    mutating func countMessage(at now: Int64) {
        received += 1
        if received == options.count { endInput(at: now) }
    }

    /// Whether ``PipeOptions/count`` is reached.
    var hasEnough: Bool { options.count.map { received >= $0 } ?? false }

    /// A room's session is over: without fault if `code` is ``ExitCode/done``, and then the other rooms go on.
    mutating func roomEnded(_ code: ExitCode, at now: Int64) {
        if code != .done {
            stop(.exit(code), at: now)
        } else if rooms.allSatisfy({ $0.link == .ended }) {
            if let count = options.count, received < count {
                complain(.quiet, "the server closed after \(received) of \(count) messages")
                verdict = .unconfirmed
            }
            finish(.exit(verdict))
        }
    }

    private mutating func settle(at now: Int64) {
        switch phase {
        case .running:
            if let deadline = confirmDeadline, deadline <= now {
                // The lines are named, and the exit code found, when the rooms are closed.
                stop(.exit(verdict), at: now)
            } else if let deadline = stayDeadline, deadline <= now {
                timeIsUp(at: now)
            } else if isDone {
                stop(.exit(verdict), at: now)
            }
        case .closing(let end, let until):
            if until <= now || rooms.allSatisfy({ $0.link == .ended }) { finish(end) }
        case .ended: break
        }
    }

    private mutating func timeIsUp(at now: Int64) {
        let room = rooms.first { !$0.wasConnected }
        if let room {
            complain(.quiet, "cannot connect to \(room.title) in time")
            verdict = .cannotConnect
        } else if let count = options.count {
            complain(.quiet, "\(received) of \(count) messages came in time")
            verdict = .unconfirmed
        }
        stop(.exit(verdict), at: now)
    }

    /// Closes all rooms and then ends; a second call ends at once.
    private mutating func stop(_ end: ProcessEnd, at now: Int64) {
        guard phase == .running else { return finish(end) }
        phase = .closing(end, until: now + Self.closeTimeout)
        for index in rooms.indices where rooms[index].link != .ended {
            effects.append(.close(RoomID(rawValue: index)))
        }
    }

    private mutating func finish(_ end: ProcessEnd) {
        guard phase != .ended else { return }
        phase = .ended
        var isConfirmed = true
        for room in rooms where room.unconfirmed.count > 0 {
            isConfirmed = false
            // That there is no connection, and so no line was sent, has been said then.
            if end != .exit(.cannotConnect) { complain(.quiet, Self.sentence(room)) }
        }
        effects.append(.end(end == .exit(.done) && !isConfirmed ? .exit(.unconfirmed) : end))
    }

    private static func sentence(_ room: PipeRoom) -> DisplayText {
        let unconfirmed = room.unconfirmed
        let samples = unconfirmed.samples.map { text in
            "\"\(DisplayText(cleaning: text).oneLine.prefix(characters: 60))\"" as DisplayText
        }
        let more: DisplayText = unconfirmed.count > samples.count ? ", …" : ""
        let lines: DisplayText = room.accepted == 1 ? "line" : "lines"
        return "\(unconfirmed.count) of \(room.accepted) \(lines) not confirmed by \(room.title): "
            + samples.joined(separator: ", ") + more
    }

    /// Says a sentence if as much is wanted.
    mutating func complain(_ level: PipeOptions.Verbosity, _ sentence: DisplayText) {
        guard level <= options.verbosity else { return }
        effects.append(.complain(sentence))
    }
}
