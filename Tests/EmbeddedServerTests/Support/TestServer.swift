import EmbeddedServer
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Wire

/// A server on a free port for the time of one test.
final class TestServer: Sendable {
    let server: ChatServer
    let log = LogLines()

    var port: Int { server.port }
    private static let patience: TimeAmount = .seconds(20)

    init(_ configure: (inout ServerConfiguration) -> Void = { _ in }) throws {
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.closeTimeout = .milliseconds(500)
        configure(&configuration)
        let lines = log
        let logger = Logger(label: "test") { _ in LineHandler(lines: lines) }
        server = try ChatServer.start(
            configuration,
            group: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        ).wait()
    }

    deinit {
        // Nobody waits: the connections of a test end with its clients.
        _ = server.stop()
    }

    func client() throws -> RawClient { try RawClient(port: port) }

    func member(of room: String = "lobby", receiveBuffer: Int32? = nil) throws -> RawClient {
        try RawClient(port: port, room: room, receiveBuffer: receiveBuffer)
    }

    func members(_ count: Int, of room: String = "lobby") throws -> [RawClient] {
        try (0..<count).map { _ in try member(of: room) }
    }

    func counters() throws -> Counters { try server.counters().wait() }

    /// The head that answers a request on a connection of its own.
    func answer(to request: String) throws -> (status: Int, fields: [String: String], body: String)
    {
        let client = try client()
        try client.write(request)
        let head = try client.readHead()
        let body = head.status == 101 ? [] : try client.readBody(head)
        let fields = head.fields.map { ($0.name.lowercased(), $0.value) }
        return (
            head.status, Dictionary(fields) { first, second in first + ", " + second },
            String(decoding: body, as: UTF8.self)
        )
    }

    /// The answer to a GET of `path`.
    func get(_ path: String) throws -> (status: Int, fields: [String: String], body: String) {
        try answer(to: "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
    }
}

/// What was logged.
final class LogLines: Sendable {
    private let storage = Mutex<[String]>([])

    var all: [String] { storage.withLock { $0 } }

    func append(_ line: String) {
        storage.withLock { $0.append(line) }
    }
}

private struct LineHandler: LogHandler {
    let lines: LogLines
    var metadata = Logger.Metadata()
    var logLevel = Logger.Level.trace

    init(lines: LogLines) {
        self.lines = lines
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted()
        lines.append(([event.message.description] + details).joined(separator: " "))
    }
}
