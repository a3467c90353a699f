import NIOCore
import NIOPosix
import TestSupport
import WSClient
import Wire

/// A client whose events a test takes one by one, each with a deadline.
final class TestClient {
    /// What did not come as expected.
    struct Unexpected: Error, CustomStringConvertible {
        let description: String
    }

    /// An event and when it happened; no event when a deadline has passed.
    private typealias Entry = (event: ClientEvent?, at: NIODeadline)

    let client: ReconnectingClient
    /// When the event that was taken last happened, however late the test took it.
    private(set) var lastEventAt = NIODeadline.now()
    private let eventLoop: any EventLoop
    private let continuation: AsyncStream<Entry>.Continuation
    private var iterator: AsyncStream<Entry>.Iterator

    /// A started client of `host:port` that does not retry unless `configure` says so.
    init(
        host: String = "127.0.0.1",
        port: Int,
        isSecure: Bool = false,
        configure: (inout ClientConfiguration) -> Void = { _ in }
    ) {
        let url = WebSocketURL(
            isSecure: isSecure,
            host: host,
            port: port,
            resource: "/ws/chat/lobby/"
        )
        var configuration = ClientConfiguration(url: url)
        configuration.retry = .no
        // No timer may come between a peer and a test that has to wait for a processor.
        configuration.connectTimeout = .hours(1)
        configuration.keepalive = .hours(1)
        configure(&configuration)
        let (stream, continuation) = AsyncStream.makeStream(of: Entry.self)
        self.continuation = continuation
        iterator = stream.makeAsyncIterator()
        eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        client = ReconnectingClient(configuration: configuration, eventLoop: eventLoop) {
            continuation.yield(($0, .now()))
        }
        client.start()
    }

    deinit { client.close() }

    /// The next event.
    func next() async throws -> ClientEvent {
        let continuation = self.continuation
        let patience = TimeAmount.seconds(Int64(ScriptedConnection.patience))
        let deadline = eventLoop.scheduleTask(in: patience) {
            _ = continuation.yield((nil, .now()))
        }
        defer { deadline.cancel() }
        guard let entry = await iterator.next(), let event = entry.event else {
            throw Unexpected(description: "no event came")
        }
        lastEventAt = entry.at
        return event
    }

    /// The next event must be this one.
    func expect(_ expected: ClientEvent) async throws {
        let event = try await next()
        guard event == expected else {
            throw Unexpected(description: "expected \(expected), got \(event)")
        }
    }

    /// The next event must be this text.
    func expect(text: String) async throws {
        try await expect(.text(Array(text.utf8)))
    }

    /// The next events must be those of a connection that is made at the first attempt.
    func expectConnection(subprotocol: String? = nil) async throws {
        try await expect(.connecting(attempt: 1))
        try await expect(.connected(subprotocol: subprotocol))
    }

    /// The next event must be a loss.
    func nextLoss() async throws -> (loss: ConnectionLoss, retryIn: TimeAmount?) {
        let event = try await next()
        guard case .lost(let loss, let retryIn) = event else {
            throw Unexpected(description: "expected a loss, got \(event)")
        }
        return (loss, retryIn)
    }

    /// The next event must be a loss that ends the session, with nothing between it and the first
    /// attempt.
    func firstLoss() async throws -> ConnectionLoss {
        try await expect(.connecting(attempt: 1))
        let (loss, retryIn) = try await nextLoss()
        guard retryIn == nil else { throw Unexpected(description: "\(loss) is retried") }
        return loss
    }

    /// Waits until the event loop has done all that was asked before.
    func settle() async throws {
        try await eventLoop.submit {}.get()
    }

    func send(_ text: String, id: SendID, connection: Int? = nil) {
        client.send(text: Array(text.utf8), id: id, connection: connection)
    }
}
