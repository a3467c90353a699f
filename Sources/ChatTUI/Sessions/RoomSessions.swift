import Logging
import NIOCore
import WSClient
import Wire

/// The rooms that are open, and the embedded server if this process has one.
///
/// Lives on one event loop; ``SessionSupervisor`` is its face to the other thread.
final class RoomSessions {
    /// An open room.
    ///
    /// An object, so that nothing of it is copied for each message.
    final class Room {
        let url: WebSocketURL
        var client: ReconnectingClient
        /// What is said in it, when it is known who we are.
        var chat: RoomChat?
        /// Lines that are said as soon as they are on disk.
        var unkept: [SendID: Nonce] = [:]
        /// Connections of this session, and how many of them were of clients before this one.
        var connections = 0
        var earlierConnections = 0
        var connectedAt: NIODeadline?
        /// Whether the client has given up, and another one begins when the embedded server has started.
        var awaitsServer = false
        /// Whether this process has tried to serve since the room was connected last: once is enough.
        var hasTriedToServe = false

        init(url: WebSocketURL, client: ReconnectingClient) {
            self.url = url
            self.client = client
        }
    }

    /// A connection that lasted as long was no accident: its end is worth an attempt at once.
    private static let lastingConnection = TimeAmount.seconds(1)

    private let settings: SessionSettings
    let mailbox: Mailbox<Event>
    let loop: any EventLoop
    /// Keeps lines of ours.
    let outbox: Outbox
    /// Logs what is said in rooms of plain servers, from the first such room on.
    var localLog: LocalLog?
    /// How the rooms speak, unless events are passed on as they come.
    var chat: ChatSettings
    /// Nicks of servers that have one of their own.
    var nicks: [String: Nick]
    var generator = SystemRandomNumberGenerator()
    /// Names lines of earlier runs, from the top down.
    var lastRestored = SendID.max
    /// The embedded server, if this process has one.
    let server: EmbeddedServerStart
    var rooms: [RoomID: Room] = [:]
    private var isReading = true
    private var isEnding = false
    private var onEnd: (@Sendable () -> Void)?

    /// No rooms yet.
    ///
    /// - Parameters:
    ///   - settings: For all rooms.
    ///   - mailbox: Where what happens is posted.
    ///   - loop: Where the rooms live.
    ///   - outbox: Keeps lines of ours.
    ///   - serverGroup: Where an embedded server runs; with the rooms on `loop` unless told.
    ///   - logger: For the embedded server.
    init(
        settings: SessionSettings,
        mailbox: Mailbox<Event>,
        loop: any EventLoop,
        outbox: Outbox,
        serverGroup: (any EventLoopGroup)? = nil,
        logger: Logger
    ) {
        self.settings = settings
        self.mailbox = mailbox
        self.loop = loop
        self.outbox = outbox
        chat = settings.chat ?? ChatSettings()
        nicks = settings.nicks
        server = EmbeddedServerStart(
            group: serverGroup ?? loop,
            loop: loop,
            history: settings.history,
            logger: logger
        )
    }

    /// Opens a session, unless there is one of this name; its events name `id`.
    func join(_ id: RoomID, _ url: WebSocketURL) {
        guard rooms[id] == nil else { return }
        let room = Room(url: url, client: client(id, url))
        rooms[id] = room
        guard settings.chat == nil else { return enter(id, url) }
        room.client.start()
    }

    /// Sends a chat message in a room, over this connection only if it is given.
    func send(_ frame: [UInt8], id: SendID, to room: RoomID, connection: Int?) {
        guard let room = rooms[room] else { return }
        let number = connection.map { $0 - room.earlierConnections }
        room.client.send(text: frame, id: id, connection: number)
    }

    /// Closes a session.
    func close(_ id: RoomID) {
        guard rooms[id]?.awaitsServer == true else {
            rooms[id]?.client.close()
            return
        }
        // There is no client that could tell of its end.
        post(.closed(answer: nil), from: id)
        remove(id)
    }

    /// Ends the wait for a room's next attempt.
    func retryNow(_ id: RoomID) {
        rooms[id]?.client.retryNow()
    }

    /// Drops a room's connection, and makes another one.
    func reconnect(_ id: RoomID) {
        rooms[id]?.client.reconnect()
    }

    /// Stops or resumes reading in all rooms.
    func setReading(_ isReading: Bool) {
        self.isReading = isReading
        for room in rooms.values { room.client.setReading(isReading) }
    }

    /// Closes all sessions, unless they are left as they are, then the embedded server; `completion`
    /// is called once, when that is done.
    func end(closesRooms: Bool, then completion: @escaping @Sendable () -> Void) {
        onEnd = completion
        isEnding = true
        if closesRooms {
            for id in Array(rooms.keys) { close(id) }
        } else {
            for id in Array(rooms.keys) {
                leave(id)
                rooms[id] = nil
            }
        }
        endIfEmpty()
    }

    /// This, for closures that come back to the loop.
    var bound: NIOLoopBound<RoomSessions> { NIOLoopBound(self, eventLoop: loop) }

    private func client(_ id: RoomID, _ url: WebSocketURL) -> ReconnectingClient {
        let sessions = bound
        let client = ReconnectingClient(
            configuration: settings.configuration(for: url),
            eventLoop: loop
        ) { event in
            sessions.value.received(event, from: id)
        }
        if !isReading { client.setReading(false) }
        return client
    }

    private func post(_ event: ClientEvent, from id: RoomID) {
        let bytes = if case .text(let text) = event { text.count } else { 0 }
        mailbox.post(.session(id, event), bytes: bytes + MemoryLayout<Event>.stride)
    }

    /// Tells what is said in a room.
    func post(_ event: ConversationEvent, from id: RoomID) {
        mailbox.post(.conversation(id, event), bytes: event.bytes + MemoryLayout<Event>.stride)
    }
}

// MARK: - What happens in a session

extension RoomSessions {
    private func received(_ event: ClientEvent, from id: RoomID) {
        switch event {
        case .connected:
            rooms[id]?.connectedAt = .now()
            rooms[id]?.connections += 1
            rooms[id]?.hasTriedToServe = false
            post(event, from: id)
            if case .connected(let subprotocol) = event {
                connected(subprotocol: subprotocol, in: id)
            }
        case .text(let bytes) where settings.chat != nil:
            converse(in: id) { $0.received(bytes, at: $1) }
        case .written(let line) where settings.chat != nil:
            converse(in: id) { $0.written(line, at: $1) }
        case .lost(let loss, let retryIn): lost(loss, retryIn: retryIn, in: id)
        case .closed:
            post(event, from: id)
            remove(id)
        default: post(event, from: id)
        }
    }

    private func lost(_ loss: ConnectionLoss, retryIn: TimeAmount?, in id: RoomID) {
        converse(in: id) { conversation, _ in
            conversation.lost(isAboutMessage: loss.isAboutMessage)
        }
        closeLog(of: id)
        if case .nobodyListens = loss, mayServe(id) {
            return serve(insteadOf: loss, retryIn: retryIn, in: id)
        }
        post(.lost(loss, retryIn: retryIn), from: id)
        lookIntoLog(of: id)
        guard retryIn != nil else { return remove(id) }
        // The server was probably a neighbour of ours that was quit: somebody must take over.
        if let connectedAt = rooms[id]?.connectedAt, mayServe(id),
            connectedAt + Self.lastingConnection < .now()
        {
            rooms[id]?.client.retryNow()
        }
        rooms[id]?.connectedAt = nil
    }

    private func mayServe(_ id: RoomID) -> Bool {
        guard let room = rooms[id], !isEnding else { return false }
        return !room.hasTriedToServe && !server.isRunning && settings.serving.covers(room.url)
    }

    /// Becomes the server and connects again.
    ///
    /// The loss is told only if that fails.
    private func serve(insteadOf loss: ConnectionLoss, retryIn: TimeAmount?, in id: RoomID) {
        guard let address = settings.serving.address else { return }
        rooms[id]?.hasTriedToServe = true
        rooms[id]?.awaitsServer = retryIn == nil
        // The start may wait for the disk: an attempt meanwhile would be refused once more.
        rooms[id]?.client.hold()
        // The other rooms wait for the same start; it is told once.
        let tell = { [mailbox, isFirst = server.isIdle] (text: String) in
            if isFirst { mailbox.post(.server(text)) }
        }
        server.start(at: address) { [self] outcome in
            switch outcome {
            case .listening(let withoutHistory):
                tell("nobody listened at \(address.authority): serving there")
                if let withoutHistory { tell("what is said is not kept: \(withoutHistory)") }
                connectAgain(id, isOver: retryIn == nil)
            case .addressInUse: connectAgain(id, isOver: retryIn == nil)
            case .historyInUse:
                rooms[id]?.hasTriedToServe = false
                connectAgain(id, isOver: retryIn == nil)
            case .failed(let reason):
                tell("cannot serve at \(address.authority): \(reason)")
                // What the next attempt meets is told.
                guard retryIn == nil else { return retryNow(id) }
                // It may have been closed meanwhile.
                guard rooms[id] != nil else { return }
                post(.lost(loss, retryIn: nil), from: id)
                remove(id)
            }
        }
    }

    /// Connects at once, with a new session if the old one has given up.
    private func connectAgain(_ id: RoomID, isOver: Bool) {
        guard isOver else { return retryNow(id) }
        guard let room = rooms[id], room.awaitsServer else { return }
        let next = client(id, room.url)
        rooms[id]?.client = next
        rooms[id]?.awaitsServer = false
        rooms[id]?.earlierConnections = room.connections
        next.start()
    }

    private func remove(_ id: RoomID) {
        leave(id)
        rooms[id] = nil
        endIfEmpty()
    }

    private func endIfEmpty() {
        guard rooms.isEmpty, let onEnd else { return }
        self.onEnd = nil
        let log = localLog
        outbox.stop { [loop, bound] in
            let stopServer = { @Sendable in
                loop.execute { bound.value.server.stop(then: onEnd) }
            }
            if let log { log.stop(then: stopServer) } else { stopServer() }
        }
    }
}

extension ConversationEvent {
    /// About how much it takes, besides itself.
    fileprivate var bytes: Int {
        switch self {
        case .message(let message): message.bytes
        case .older(_, let messages, _): messages.reduce(0) { $0 + $1.bytes }
        case .notChat(let frame): frame.count
        case .restored(let line): line.text.utf8.count
        case .welcomed(let welcome): welcome.members.count * MemoryLayout<Nick>.stride
        default: 0
        }
    }
}

extension RoomMessage {
    fileprivate var bytes: Int { text.utf8.count + (frame?.count ?? 0) + 128 }
}
