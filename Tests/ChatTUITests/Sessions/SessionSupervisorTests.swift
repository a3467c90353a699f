import Dispatch
import EmbeddedServer
import Glibc
import Logging
import NIOCore
import NIOPosix
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Room sessions")
struct SessionSupervisorTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let room = RoomID(rawValue: 0)

    @Test("a room is joined, spoken in and left")
    func conversation() throws {
        let server = try startServer()
        let url = try Self.url(port: server.port)
        let ana = try Member(SessionSettings(server: url))
        let bob = try Member(SessionSettings(server: url))
        ana.join("lobby")
        try ana.expect { if case .connected = $0 { true } else { false } }
        bob.join("lobby")
        try bob.expect { if case .connected = $0 { true } else { false } }
        ana.supervisor.send("hi", id: 1, to: room)
        try ana.expect { $0 == .written(1) }
        for member in [ana, bob] {
            try member.expect { $0 == .text(ChatFrame.encode(message: "hi")) }
        }
        ana.supervisor.close(room)
        try ana.expect { $0 == .closed(answer: CloseStatus(code: .normal)) }
        try server.stop().wait()
        try bob.expect {
            if case .lost(.closed(let status), _) = $0 {
                status.code == .serviceRestart
            } else {
                false
            }
        }
    }

    @Test("a line for an earlier connection is not sent")
    func connection() throws {
        let server = try startServer()
        let member = try Member(SessionSettings(server: try Self.url(port: server.port)))
        member.join("lobby")
        try member.expect { if case .connected = $0 { true } else { false } }
        member.supervisor.send("late", id: 1, to: room, connection: 0)
        member.supervisor.send("now", id: 2, to: room, connection: 1)
        try member.expect { $0 == .written(2) }
        try server.stop().wait()
    }

    @Test("when nobody listens, the first one serves; when it leaves, another takes over")
    func takeOver() throws {
        let url = try Self.url(port: try freePort())
        var settings = SessionSettings(server: url)
        settings.serving = ServingRule(address: url)
        settings.retry = .upTo(.seconds(30))

        let first = try Member(settings)
        first.join("lobby")
        try first.expect { if case .connected = $0 { true } else { false } }
        #expect(first.serverSpoke)
        #expect(!first.wasRefused)

        let second = try Member(settings)
        second.join("lobby")
        try second.expect { if case .connected = $0 { true } else { false } }
        #expect(!second.serverSpoke)

        first.finish()
        try second.expect { if case .lost(.closed, .some) = $0 { true } else { false } }
        try second.expect { if case .connected = $0 { true } else { false } }
        second.supervisor.send("still here", id: 1, to: room)
        try second.expect { $0 == .text(ChatFrame.encode(message: "still here")) }

        let third = try Member(settings)
        third.join("lobby")
        try third.expect { if case .connected = $0 { true } else { false } }
        #expect(!third.serverSpoke)
        third.finish()
        second.finish()
        #expect(second.serverSpoke)
    }

    @Test("it serves also when a first loss is final")
    func servesWithoutRetry() throws {
        let url = try Self.url(port: try freePort())
        var settings = SessionSettings(server: url)
        settings.serving = ServingRule(address: url)
        settings.retry = .no
        let member = try Member(settings)
        member.join("lobby")
        try member.expect { if case .connected = $0 { true } else { false } }
        member.finish()
    }

    @Test("a room closed while the embedded server starts stays closed")
    func closedDuringStart() throws {
        let start = try HeldStart(at: Self.url(port: freePort()), retry: .no)
        try start.onLoop { $0.close(RoomID(rawValue: 0)) }
        start.gate.signal()
        try start.wait { !$0.server.isStarting }
        #expect(try start.end() == [.connecting(attempt: 1), .closed(answer: nil)])
    }

    @Test("a start that takes longer than the wait for the next attempt is no loss")
    func slowStart() throws {
        let start = try HeldStart(at: Self.url(port: freePort()), retry: .forever)
        // The first wait is random, and takes a quarter of a second at most.
        start.loop.scheduleTask(in: .milliseconds(300)) { [gate = start.gate] in gate.signal() }
        try start.wait { $0.rooms.values.contains { $0.connections == 1 } }
        #expect(
            try start.end() == [
                .connecting(attempt: 1), .connecting(attempt: 2), .connected(subprotocol: nil),
                .closed(answer: CloseStatus(code: .normal)),
            ]
        )
    }

    @Test("without leave to serve, nobody listening is a loss")
    func noServing() throws {
        var settings = SessionSettings(server: try Self.url(port: try freePort()))
        settings.retry = .no
        let member = try Member(settings)
        member.join("lobby")
        try member.expect { $0 == .lost(.nobodyListens, retryIn: nil) }
        member.finish()
    }

    private static func url(port: Int) throws -> WebSocketURL {
        try WebSocketURL("ws://127.0.0.1:\(port)")
    }

    private func startServer() throws -> ChatServer {
        var configuration = ServerConfiguration()
        configuration.port = 0
        return try ChatServer.start(
            configuration,
            group: MultiThreadedEventLoopGroup.singleton,
            logger: Self.logger
        ).wait()
    }

    /// A port on which nobody listens.
    private func freePort() throws -> Int {
        let server = try startServer()
        try server.stop().wait()
        return server.port
    }
}

/// Sessions whose only room waits for the start of the embedded server, which waits for ``gate``.
private struct HeldStart {
    let gate = DispatchSemaphore(value: 0)
    let loop: any EventLoop
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    private let mailbox: Mailbox<Event>
    private let sessions: NIOLoopBound<RoomSessions>

    init(at url: WebSocketURL, retry: ClientConfiguration.Retry) throws {
        var settings = SessionSettings(server: url)
        settings.serving = ServingRule(address: url)
        settings.retry = retry
        let (loop, serverLoop) = (group.next(), group.next())
        let mailbox = try #require(Mailbox<Event> { _ in })
        let outbox = try Outbox(path: nil) { _ in }
        serverLoop.execute { [gate] in gate.wait() }
        sessions = try loop.submit { [settings] in
            let sessions = RoomSessions(
                settings: settings,
                mailbox: mailbox,
                loop: loop,
                outbox: outbox,
                serverGroup: serverLoop,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            sessions.join(RoomID(rawValue: 0), url.room("lobby"))
            return NIOLoopBound(sessions, eventLoop: loop)
        }.wait()
        self.loop = loop
        self.mailbox = mailbox
        try wait { $0.server.isStarting }
    }

    func onLoop<Result: Sendable>(
        _ body: @escaping @Sendable (RoomSessions) -> Result
    ) throws -> Result {
        try loop.submit { [sessions] in body(sessions.value) }.wait()
    }

    func wait(until condition: @escaping @Sendable (RoomSessions) -> Bool) throws {
        let deadline = Moment.monotonicMilliseconds() + 10_000
        while try !onLoop(condition) {
            try #require(Moment.monotonicMilliseconds() < deadline)
            sched_yield()
        }
    }

    /// Ends the sessions; returns all that happened in the room.
    func end() throws -> [ClientEvent] {
        let ended = loop.makePromise(of: Bool.self)
        loop.scheduleTask(in: .seconds(10)) { ended.succeed(false) }
        try onLoop { $0.end(closesRooms: true) { ended.succeed(true) } }
        #expect(try ended.futureResult.wait())
        group.shutdownGracefully { _ in }
        return mailbox.drain().compactMap { event in
            if case .session(_, let event) = event { event } else { nil }
        }
    }
}

/// One process's worth of sessions, and what came from them.
private final class Member {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    let supervisor: SessionSupervisor
    private let server: WebSocketURL
    private var events: [ClientEvent] = []
    private(set) var serverSpoke = false
    private(set) var wasRefused = false

    init(_ settings: SessionSettings) throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        supervisor = try #require(SessionSupervisor(settings, logger: logger))
        server = settings.server
    }

    func join(_ name: String) {
        supervisor.join(RoomID(rawValue: 0), at: server.room(name))
    }

    /// Takes events up to the first that is wanted.
    func expect(_ isWanted: (ClientEvent) -> Bool) throws {
        let deadline = Moment.monotonicMilliseconds() + 20_000
        while true {
            while !events.isEmpty {
                let event = events.removeFirst()
                if case .lost(.nobodyListens, _) = event { wasRefused = true }
                if isWanted(event) { return }
            }
            var entries = [pollfd(supervisor.mailbox.descriptor, POLLIN)]
            wait(&entries, until: deadline)
            guard entries[0].isReady else { throw Failure(description: "nothing more came") }
            for event in supervisor.mailbox.drain() {
                switch event {
                case .session(_, let event): events.append(event)
                case .server: serverSpoke = true
                default: break
                }
            }
        }
    }

    func finish() {
        guard let signals = SignalQueue([]) else { return }
        #expect(supervisor.finish(closesRooms: true, signals: signals) == nil)
    }
}
