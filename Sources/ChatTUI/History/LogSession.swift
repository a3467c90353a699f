import Glibc
import WSClient
import Wire

/// `log` over `chat-tui.1`, without the connection: asks the server for what the ``LogReader`` wants.
///
/// A server that keeps no history can be followed too: what the local log has is printed once, then
/// what is heard.
///
/// Pure: events and times go in, what is to be done comes out.
struct LogSession {
    /// What happens while a room's log is read from a server.
    enum Event: Sendable {
        /// Something happened on the connection.
        case client(ClientEvent)
        /// A deadline has passed, or the output takes more again.
        case tick
    }

    /// What the reading wants done.
    enum Effect: Equatable, Sendable {
        /// Send this frame over this connection, counted from 1, and over no later one.
        case send([UInt8], connection: Int)
        /// Close the connection.
        case close
        /// Write these bytes, whole lines, on stdout.
        case print([UInt8])
        /// Write what the local log has, before anything else.
        case printLog
        /// Say a sentence on stderr.
        case complain(DisplayText)
        /// It is over; nothing follows.
        case end(ExitCode)
    }

    private enum Phase: Equatable {
        case connecting
        /// The hello is out; the welcome must come until then.
        case greeting(until: Int64)
        case open
        /// The server keeps nothing: what comes is printed.
        case hearing
        /// Lost; it is being tried again.
        case away
        /// Our Close frame is out.
        case closing(ExitCode, until: Int64)
        case ended
    }

    /// How long the server may take to answer, in milliseconds.
    static let patience: Int64 = 30_000
    /// How often in a row a server may put off an answer.
    static let maximumRefusals = 10
    private static let closeTimeout: Int64 = 1_500

    /// Whether the output takes more: pages are asked for only then.
    var hasRoom = true

    /// Whether the local log has something of the room, and can answer.
    var isLogged = false
    /// Whether it is to be read now: there is no server, or it keeps nothing.
    private(set) var leavesToLog = false

    private let room: RoomAddress
    private let title: DisplayText
    private let device: Device
    private let format: LogFormat
    private let query: LogQuery
    private var reader: LogReader
    private var phase = Phase.connecting
    private var connections = 0
    /// When the connection was lost, in milliseconds since 1970.
    private var lostAt: Int64?
    /// When an answer must be here; when it may be asked for again.
    private var answerBy: Int64?
    private var askAgainAt: Int64?
    private var refusals = 0
    private var effects: [Effect] = []

    /// A reading of a room that is being connected.
    ///
    /// `device` is nobody's: what the room says to one who only reads is not the device's matter.
    init(_ query: LogQuery, of room: RoomAddress, format: LogFormat, device: Device) {
        self.room = room
        title = DisplayText(cleaning: room.name).oneLine
        self.device = device
        self.format = format
        self.query = query
        reader = LogReader(query)
    }

    /// Whether what comes can be taken: what a server tells that keeps nothing must be printed at once.
    var takesEvents: Bool { hasRoom || phase != .hearing }

    /// When ``Event/tick`` is wanted next, in milliseconds of the monotonic clock.
    var nextDeadline: Int64? {
        switch phase {
        case .greeting(let until), .closing(_, let until): until
        case .open: [answerBy, askAgainAt].compactMap(\.self).min()
        case .connecting, .hearing, .away, .ended: nil
        }
    }

    /// Takes one event; returns what is to be done, in order.
    mutating func handle(_ event: Event, at now: Moment) -> [Effect] {
        guard phase != .ended else { return [] }
        switch event {
        case .client(let event): take(event, at: now)
        case .tick: passed(now.monotonic)
        }
        advance(at: now.monotonic)
        defer { effects = [] }
        return effects
    }

    private mutating func take(_ event: ClientEvent, at now: Moment) {
        switch event {
        case .connecting, .written, .binary: break
        case .connected(let subprotocol): connected(subprotocol, at: now)
        case .text(let bytes) where phase == .hearing: hear(bytes, at: now.wall)
        case .text(let bytes): ServerFrame(parsing: bytes).map { take($0) }
        case .lost(let loss, let retryIn): lost(loss, isRetried: retryIn != nil, at: now)
        case .closed: finish()
        }
    }

    /// Asks for the next page, or ends.
    private mutating func advance(at now: Int64) {
        guard phase == .open, hasRoom, askAgainAt == nil else { return }
        switch reader.next() {
        case .wait: break
        case .end: stop(.done, at: now)
        case .fetch(let before, let limit):
            send(ClientFrame.encode(historyBefore: before, limit: limit))
            answerBy = now + Self.patience
        }
    }

    private mutating func passed(_ now: Int64) {
        switch phase {
        case .greeting(let until) where until <= now: timeIsUp(at: now)
        case .closing(_, let until) where until <= now: finish()
        case .open:
            if let answerBy, answerBy <= now { timeIsUp(at: now) }
            if let askAgainAt, askAgainAt <= now { self.askAgainAt = nil }
        default: break
        }
    }

    private mutating func timeIsUp(at now: Int64) {
        complain("the server does not answer")
        stop(.unconfirmed, at: now)
    }

    private mutating func send(_ frame: [UInt8]) {
        effects.append(.send(frame, connection: connections))
    }

    private mutating func complain(_ sentence: DisplayText) {
        effects.append(.complain("\(title): \(sentence)"))
    }

    private mutating func stop(_ code: ExitCode, at now: Int64) {
        phase = .closing(code, until: now + Self.closeTimeout)
        effects.append(.close)
    }

    private mutating func finish() {
        guard case .closing(let code, _) = phase else { return }
        phase = .ended
        effects.append(.end(code))
    }
}

// MARK: - The connection

extension LogSession {
    private var isClosing: Bool {
        if case .closing = phase { true } else { false }
    }

    private mutating func connected(_ subprotocol: String?, at now: Moment) {
        guard !isClosing else { return }
        connections += 1
        guard subprotocol != nil else { return connectedToPlain(at: now) }
        if phase == .away { complain("connected again") }
        let hello = ClientFrame.Hello(device: device, nick: nil, past: .last(0))
        phase = .greeting(until: now.monotonic + Self.patience)
        send(ClientFrame.encode(hello))
    }

    /// The server keeps nothing.
    private mutating func connectedToPlain(at now: Moment) {
        guard query.follows, query.canBeLocal else {
            leavesToLog = isLogged
            complain(
                isLogged
                    ? "this server keeps no history; what was logged here:"
                    : "this server keeps no history for us: it does not speak \(Self.protocolName)"
            )
            return stop(isLogged ? .done : .lost, at: now.monotonic)
        }
        if let lostAt {
            var gap = LogGap()
            gap.add(since: lostAt, until: now.wall)
            complain("connected again; \(gap.sentence)")
        } else {
            complain(
                isLogged
                    ? "this server keeps no history; what was logged here, then what is said:"
                    : "this server keeps no history, and nothing was logged here; what is said:"
            )
            if isLogged { effects.append(.printLog) }
        }
        phase = .hearing
    }

    /// Something was said just now.
    private mutating func hear(_ bytes: [UInt8], at now: Int64) {
        guard let frame = ChatFrame(parsing: bytes) else { return }
        let message = LoggedMessage(
            number: 0,
            at: now,
            text: frame.message,
            isString: frame.isString
        )
        guard query.matches(ServerFrame.Message(logged: message)) else { return }
        effects.append(.print(format.lines(message)))
    }

    private static let protocolName = DisplayText(cleaning: Subprotocol.chatTUI1)

    private mutating func lost(_ loss: ConnectionLoss, isRetried: Bool, at now: Moment) {
        reader.lost()
        (answerBy, askAgainAt) = (nil, nil)
        guard !isClosing else { return finish() }
        let reason = loss.explanation(for: room.url)
        let wasConnected = connections > 0
        if wasConnected, isRetried {
            // Once, until there is a connection.
            if phase != .away {
                complain("\(reason); trying again")
                lostAt = now.wall
            }
            phase = .away
            return
        }
        leavesToLog = isLogged && !wasConnected && !query.follows
        effects.append(
            .complain(
                wasConnected
                    ? "\(title): \(reason)"
                    : "cannot connect to \(title): \(reason)"
                        + (leavesToLog ? "; what was logged here:" : "")
            )
        )
        if isRetried { effects.append(.close) }
        phase = .ended
        effects.append(.end(leavesToLog ? .done : wasConnected ? .lost : .cannotConnect))
    }
}

// MARK: - Frames

extension LogSession {
    private mutating func take(_ frame: ServerFrame) {
        switch frame {
        case .welcome(let welcome): welcomed(welcome)
        case .history(let before, let messages):
            guard phase == .open else { return }
            tell(reader.take(page: messages, before: before))
            guard !reader.isWaiting else { return }
            answerBy = nil
            refusals = 0
        case .message(let message):
            guard phase == .open else { return }
            tell(reader.take(live: message, hasRoom: hasRoom))
        case .top(let seq): if phase == .open { reader.take(top: seq) }
        case .error(let refusal): if refusal.nonce == nil { refused(refusal) }
        case .ack, .join, .leave, .nick, .typing, .unknown: break
        }
    }

    private mutating func welcomed(_ welcome: ServerFrame.Welcome) {
        guard case .greeting = phase else { return }
        phase = .open
        refusals = 0
        if welcome.top == 0, !query.follows { complain("nothing was said there yet") }
        if welcome.top > 0, welcome.oldest > welcome.top {
            complain("the server keeps none of its \(welcome.top) messages")
        }
        tell(reader.opened(epoch: welcome.epoch, oldest: welcome.oldest, top: welcome.top))
    }

    private mutating func refused(_ refusal: ServerFrame.Refusal) {
        guard answerBy != nil, let deadline = answerBy else { return }
        let now = deadline - Self.patience
        answerBy = nil
        reader.refused()
        refusals += 1
        let isTemporary = [.rate, .full, .unavailable].contains(refusal.code)
        guard isTemporary, refusals < Self.maximumRefusals else {
            let reason = DisplayText(cleaning: refusal.reason).oneLine.prefix(characters: 120)
            complain("the server does not give its history" + (reason.isEmpty ? "" : ": \(reason)"))
            return stop(.lost, at: now)
        }
        askAgainAt = now + 1_000 * max(refusal.retryAfter ?? 1, 1)
    }

    private mutating func tell(_ outputs: [LogReader.Output]) {
        var lines: [UInt8] = []
        for output in outputs {
            switch output {
            case .message(let message): lines += format.lines(message)
            case .missing, .otherLog, .notYet:
                flush(&lines)
                if let sentence = output.sentence { complain(sentence) }
            }
        }
        flush(&lines)
    }

    /// What was said before a gap is printed before the gap is told.
    private mutating func flush(_ lines: inout [UInt8]) {
        guard !lines.isEmpty else { return }
        effects.append(.print(lines))
        lines = []
    }
}
