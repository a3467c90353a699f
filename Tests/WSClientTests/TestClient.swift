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

    let client: ReconnectingClient
    private let eventLoop: any EventLoop
    private let continuation: AsyncStream<ClientEvent?>.Continuation
    private var iterator: AsyncStream<ClientEvent?>.Iterator

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
        configure(&configuration)
        let (stream, continuation) = AsyncStream.makeStream(of: ClientEvent?.self)
        self.continuation = continuation
        iterator = stream.makeAsyncIterator()
        eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        client = ReconnectingClient(configuration: configuration, eventLoop: eventLoop) {
            continuation.yield($0)
        }
        client.start()
    }

    deinit { client.close() }

    /// The next event.
    func next() async throws -> ClientEvent {
        let continuation = self.continuation
        let deadline = eventLoop.scheduleTask(in: .seconds(20)) { _ = continuation.yield(nil) }
        defer { deadline.cancel() }
        guard let event = await iterator.next(), let event else {
            throw Unexpected(description: "no event came")
        }
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
