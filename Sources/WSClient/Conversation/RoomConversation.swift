import Wire

/// One room through all its connections, in either protocol: what was said, in order and without
/// hidden gaps, and what became of every line of our own.
///
/// Pure: what happens goes in with the time in monotonic milliseconds, what is to be sent and told
/// comes out of ``takeOutputs()``. With `chat-tui.1` a line is sent, over as many connections as it
/// takes, until it is acknowledged; its nonce keeps it from being doubled. With the plain protocol
/// its echo confirms it, and after a loss nobody knows.
package struct RoomConversation: Sendable {
    /// What is wanted of the conversation.
    package struct Options: Sendable {
        /// Who speaks, to a server that knows devices.
        package var device: Device
        /// The name that is wanted.
        package var nick: Nick?
        /// How many of the latest messages are told at the beginning.
        package var history: Int64 = 0
        /// How far the room was read in an earlier run.
        package var readUpTo: LogPosition?
        /// Whether a plain server's echo is waited for; otherwise `written` is all there is.
        package var awaitsEchoes = true
        /// Whether a plain server is sent again what it may have had already.
        package var resends = false

        /// Options with the defaults.
        package init(device: Device) {
            self.device = device
        }
    }

    /// What comes out, in order.
    package enum Output: Equatable, Sendable {
        /// Send a frame over the current connection, and no later one.
        ///
        /// `id` is that of the own line in it, for ``written(_:at:)``; 0 for another frame.
        case send([UInt8], id: SendID)
        /// Tell this.
        case event(ConversationEvent)
    }

    enum Link {
        case none
        case plain
        /// `chat-tui.1`: before the welcome, until the time when none is expected any more, and
        /// after it.
        case greeting(deadline: Int64)
        case welcomed(messageLimit: Int64?)
    }

    private static let answerMilliseconds: Int64 = 10_000

    var options: Options
    var link = Link.none
    var log = IncomingLog()
    var lines = OwnLines()
    /// Our name on this connection.
    var nick: Nick?
    /// The lowest number that the server keeps, as it said when we came.
    var oldest: Int64 = 1
    /// What was asked for by ``older(before:limit:at:)``.
    var olderRequest: (before: Int64, deadline: Int64)?
    /// Lines that were acknowledged before their message came out.
    var acknowledged: [Int64: SendID] = [:]
    /// Until when the server wants us not to send.
    private var pausedUntil: Int64?
    private var typingAt: Int64?
    var outputs: [Output] = []

    /// A conversation without a connection.
    package init(_ options: Options) {
        self.options = options
    }

    /// Takes what has come out.
    package mutating func takeOutputs() -> [Output] {
        defer { outputs = [] }
        return outputs
    }

    /// When ``tick(at:)`` is wanted next, in monotonic milliseconds.
    package var nextDeadline: Int64? {
        let pause = lines.hasWaiting ? pausedUntil : nil
        let greeting: Int64? = if case .greeting(let deadline) = link { deadline } else { nil }
        return [greeting, pause, log.deadline, olderRequest?.deadline].compactMap(\.self).min()
    }

    /// Whether the server of this connection speaks `chat-tui.1`.
    package var speaksSubprotocol: Bool {
        switch link {
        case .none, .plain: false
        case .greeting, .welcomed: true
        }
    }

    mutating func tell(_ event: ConversationEvent) {
        outputs.append(.event(event))
    }

    private mutating func tell(_ changes: [OwnLines.Change]) {
        for change in changes { tell(.own(change.id, change.state)) }
    }
}

// MARK: - The connection

extension RoomConversation {
    /// A connection is there, with the subprotocol that the server selected.
    package mutating func connected(subprotocol: String?, at now: Int64) {
        let isPlain = subprotocol?.utf8.elementsEqual(Subprotocol.chatTUI1.utf8) != true
        guard isPlain else {
            link = .greeting(deadline: now + Self.answerMilliseconds)
            tell(lines.connectedToKnowingServer())
            return greet()
        }
        fallBack(at: now)
    }

    /// The server is a plain one, perhaps one that selects whatever is offered.
    mutating func fallBack(at now: Int64) {
        link = .plain
        tell(lines.connectedToPlainServer(resends: options.resends))
        sendLines(at: now)
    }

    private mutating func greet() {
        let past: ClientFrame.Hello.Past =
            log.position.map { .resume($0) } ?? .last(options.history)
        let hello = ClientFrame.Hello(device: options.device, nick: options.nick, past: past)
        outputs.append(.send(ClientFrame.encode(hello), id: 0))
    }

    /// The connection is lost; `isAboutMessage` if the server closed because of what it was sent.
    package mutating func lost(isAboutMessage: Bool) {
        let changes: [OwnLines.Change]
        switch link {
        case .none: return
        case .plain:
            let isRepeatable = options.resends && !isAboutMessage
            changes = lines.lost(isRepeatable: isRepeatable, isSuspect: true)
        case .greeting, .welcomed:
            changes = lines.lost(isRepeatable: true, isSuspect: isAboutMessage)
        }
        link = .none
        log.forgetConnection()
        acknowledged = [:]
        pausedUntil = nil
        typingAt = nil
        failOlder()
        tell(changes)
    }

    /// A deadline has passed, or not.
    package mutating func tick(at now: Int64) {
        if case .greeting(let deadline) = link, deadline <= now { fallBack(at: now) }
        if let request = olderRequest, request.deadline <= now { failOlder() }
        log.expire(at: now)
        passOn(at: now)
        sendLines(at: now)
    }
}

// MARK: - Wishes

extension RoomConversation {
    /// Says something: now, or as soon as it can be.
    package mutating func say(_ record: OwnLineRecord, at now: Int64) {
        guard lines.add(record) else {
            let reason = "too many lines wait already"
            return tell(.own(record.id, .refused(.full, reason: reason)))
        }
        tell(.own(record.id, .waiting))
        sendLines(at: now)
    }

    /// Takes over lines that an earlier process has left behind: they may have arrived.
    package mutating func restore(_ records: [OwnLineRecord], at now: Int64) {
        lines.restore(records)
        for record in records {
            tell(.restored(record))
            tell(.own(record.id, .waiting))
        }
        if case .plain = link { tell(lines.connectedToPlainServer(resends: options.resends)) }
        sendLines(at: now)
    }

    /// Sends an unconfirmed line again, though it may have arrived.
    package mutating func sendAgain(_ id: SendID, at now: Int64) {
        guard lines.sendAgain(id) else { return }
        tell(.own(id, .waiting))
        sendLines(at: now)
    }

    /// Forgets a line, if it is not settled; a server that has it already keeps it.
    package mutating func drop(_ id: SendID, at now: Int64) {
        _ = lines.remove(id)
        sendLines(at: now)
    }

    /// Asks for at most `limit` messages below number `before`; ``ConversationEvent/older(before:messages:reachedOldest:)``
    /// answers in every case.
    package mutating func older(before: Int64, limit: Int64, at now: Int64) {
        guard case .welcomed = link, olderRequest == nil, before > oldest else {
            // A plain server has no history; with no connection, or too many wishes, ask again.
            let hasNone = if case .plain = link { true } else { before <= oldest }
            return tell(.older(before: before, messages: [], reachedOldest: hasNone))
        }
        olderRequest = (before, now + Self.answerMilliseconds)
        let limit = min(max(limit, 1), Subprotocol.maximumHistory)
        outputs.append(.send(ClientFrame.encode(historyBefore: before, limit: limit), id: 0))
    }

    /// Asks for another name, in this and later connections.
    package mutating func rename(to nick: Nick) {
        options.nick = nick
        guard case .welcomed = link else { return }
        outputs.append(.send(ClientFrame.encode(nick: nick), id: 0))
    }

    /// The person is writing.
    package mutating func typing(at now: Int64) {
        guard case .welcomed = link else { return }
        if let typingAt, now < typingAt + Subprotocol.typingMilliseconds { return }
        typingAt = now
        outputs.append(.send(ClientFrame.encodeTyping(), id: 0))
    }

    private mutating func failOlder() {
        guard let request = olderRequest else { return }
        olderRequest = nil
        tell(.older(before: request.before, messages: [], reachedOldest: false))
    }
}

// MARK: - Sending

extension RoomConversation {
    /// The kernel has an own line.
    package mutating func written(_ id: SendID, at now: Int64) {
        guard lines.written(id), case .plain = link, !options.awaitsEchoes else { return }
        _ = lines.remove(id)
        tell(.own(id, .written))
        sendLines(at: now)
    }

    /// Sends what waits, as far as connection and window allow.
    mutating func sendLines(at now: Int64) {
        var limit: Int64?
        switch link {
        case .none, .greeting: return
        case .plain: break
        case .welcomed(let messageLimit):
            // What is repeated may settle lines that wait.
            guard log.isCaughtUp else { return }
            limit = messageLimit
        }
        if let pausedUntil, now < pausedUntil { return }
        pausedUntil = nil
        while let line = lines.next(at: now) {
            if let limit, Self.valueCount(line.text) > limit {
                _ = lines.remove(line.id)
                let reason = "it is longer than the \(limit) bytes that the server takes"
                tell(.own(line.id, .refused(.tooLong, reason: reason)))
                continue
            }
            let frame =
                speaksSubprotocol
                ? ClientFrame.encode(message: line.text, nonce: line.nonce)
                : ChatFrame.encode(message: line.prefix + line.text)
            tell(.own(line.id, .sending))
            outputs.append(.send(frame, id: line.id))
        }
    }

    /// The length of the JSON string that stands for `text`.
    private static func valueCount(_ text: String) -> Int {
        var value: [UInt8] = []
        JSONText.appendString(text.utf8, to: &value)
        return value.count
    }

    /// The answer to a request for history will not come.
    private mutating func historyRefused(_ before: Int64, at now: Int64) {
        if log.refused(before: before, at: now) {
            passOn(at: now)
        } else if olderRequest?.before == before {
            failOlder()
        }
    }

    /// The server does not take a line, now or ever, or did not do something else.
    mutating func refused(_ refusal: ServerFrame.Refusal, at now: Int64) {
        guard let nonce = refusal.nonce else {
            if let before = refusal.before { historyRefused(before, at: now) }
            return tell(.refused(refusal))
        }
        let isTemporary: Bool =
            switch refusal.code {
            case .rate: true
            case .full, .unavailable: refusal.retryAfter != nil
            case .tooLong, .denied, .other: false
            }
        guard isTemporary else {
            guard let line = lines.remove(nonce) else { return }
            return tell(.own(line.id, .refused(refusal.code, reason: refusal.reason)))
        }
        guard let id = lines.putBack(nonce) else { return }
        let until = now + 1_000 * max(refusal.retryAfter ?? 1, 1)
        pausedUntil = max(pausedUntil ?? until, until)
        tell(.own(id, .waiting))
    }
}
