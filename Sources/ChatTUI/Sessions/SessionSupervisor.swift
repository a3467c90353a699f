import Glibc
import Logging
import NIOCore
import NIOPosix
import WSClient
import Wire

/// Opens, feeds and closes room sessions for the thread that performs effects; what happens in them comes back
/// through ``mailbox``.
///
/// The sessions, and the embedded server, run on one event loop with a thread of its own.
final class SessionSupervisor {
    /// Where the sessions post.
    ///
    /// When it is full they stop reading from their sockets.
    let mailbox: Mailbox<Event>

    private let group: MultiThreadedEventLoopGroup
    private let loop: any EventLoop
    private let sessions: NIOLoopBoundBox<RoomSessions?>

    /// A supervisor without sessions; `nil` when the process is out of descriptors.
    ///
    /// - Parameters:
    ///   - settings: For all sessions.
    ///   - logger: For the embedded server.
    init?(_ settings: SessionSettings, logger: Logger) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let box = NIOLoopBoundBox.makeEmptyBox(valueType: RoomSessions.self, eventLoop: loop)
        let mailbox = Mailbox<Event> { isFull in
            loop.execute { box.value?.setReading(!isFull) }
        }
        guard let mailbox else { return nil }
        let outbox = try? Outbox(path: settings.chat?.outboxPath) { sentence in
            mailbox.post(.server(sentence.string))
        }
        guard let outbox else { return nil }
        self.mailbox = mailbox
        self.group = group
        self.loop = loop
        sessions = box
        loop.execute {
            box.value = RoomSessions(
                settings: settings,
                mailbox: mailbox,
                loop: loop,
                outbox: outbox,
                logger: logger
            )
        }
    }

    /// Opens a session for a room.
    func join(_ id: RoomID, at url: WebSocketURL) {
        withSessions { $0.join(id, url) }
    }

    /// Sends a chat message; ``ClientEvent/written(_:)`` names `id`.
    ///
    /// Without a connection it is not sent, nor over a later one than the `connection`-th that the caller has seen.
    func send(_ text: String, id: SendID, to room: RoomID, connection: Int? = nil) {
        let frame = ChatFrame.encode(message: text)
        withSessions { $0.send(frame, id: id, to: room, connection: connection) }
    }

    /// Says something in a room; ``ConversationEvent/own(_:_:)`` tells what becomes of it.
    func say(_ text: String, prefix: String, id: SendID, in room: RoomID) {
        withSessions { $0.say(text, prefix: prefix, id: id, in: room) }
    }

    /// Closes a session after what was sent; ``ClientEvent/closed`` follows.
    func close(_ id: RoomID) {
        withSessions { $0.close(id) }
    }

    /// Does what the screen's model wants done outside.
    func perform(_ effect: Effect) {
        switch effect {
        case .join(let id, let url): join(id, at: url)
        case .leave(let id): close(id)
        case .retryNow(let id): withSessions { $0.retryNow(id) }
        case .reconnect(let id): withSessions { $0.reconnect(id) }
        case .say(let room, let text, let prefix, let id):
            say(text, prefix: prefix, id: id, in: room)
        case .sendAgain(let room, let id):
            withSessions { $0.converse(in: room) { $0.sendAgain(id, at: $1) } }
        case .drop(let room, let id): withSessions { $0.drop(id, in: room) }
        case .older(let room, let before, let limit):
            withSessions {
                $0.converse(in: room) { $0.older(before: before, limit: limit, at: $1) }
            }
        case .olderLogged(let room, let before, let limit):
            withSessions { $0.readLog(of: room, before: before, limit: limit) }
        case .rename(let room, let nick): withSessions { $0.rename(to: nick, in: room) }
        case .typing(let room): withSessions { $0.converse(in: room) { $0.typing(at: $1) } }
        case .read(let room, let seq): withSessions { $0.read(room, to: seq) }
        // The screen's own, and the end, which `finish` performs when the screen is gone.
        case .bell, .save, .notify, .copy, .open, .edit, .mouse, .redraw, .suspend, .quit: break
        }
    }

    /// Closes what is open, then the embedded server, and waits for that at most 7 s.
    ///
    /// - Parameters:
    ///   - closesRooms: Whether sessions that are still open are closed first, rather than left as they are.
    ///   - signals: Watched meanwhile.
    /// - Returns: A signal that came meanwhile: the caller ends by it at once.
    func finish(closesRooms: Bool, signals: borrowing SignalQueue) -> CInt? {
        guard let done = Mailbox<Void>(onFull: { _ in }) else { return nil }
        withSessions { sessions in
            sessions.end(closesRooms: closesRooms) { done.post(()) }
        }
        var entries = [
            pollfd(done.descriptor, POLLIN), pollfd(signals.descriptor, POLLIN),
        ]
        let deadline = Moment.monotonicMilliseconds() + 7000
        while Moment.monotonicMilliseconds() < deadline {
            wait(&entries, until: deadline)
            // A resize or a stop does not end anything.
            while let signal = signals.next() {
                if [SIGINT, SIGTERM, SIGHUP].contains(signal) { return signal }
            }
            if entries[0].isReady { break }
        }
        return nil
    }

    private func withSessions(_ body: @escaping @Sendable (RoomSessions) -> Void) {
        loop.execute { [sessions] in
            if let sessions = sessions.value { body(sessions) }
        }
    }
}
