import EmbeddedServer
import Logging
import NIOCore
import Wire

/// When this process becomes the server itself.
///
/// The one rule: a connection to ``address`` found nobody listening. So the first terminal serves,
/// and when it leaves, one of the others takes over.
struct ServingRule: Equatable, Sendable {
    /// Where it may serve; `nil` for nowhere.
    var address: WebSocketURL?

    /// Whether the rule holds for rooms at this URL.
    func covers(_ url: WebSocketURL) -> Bool {
        guard let address else { return false }
        return url.isSecure == address.isSecure && url.serverName == address.serverName
    }

    /// Whether a server of this process can be reached at `url`, and by this machine alone: plain `ws`, a loopback
    /// address, and the path of our own rooms.
    static func canServe(at url: WebSocketURL) -> Bool {
        let isLoopback = ["127.0.0.1", "::1", "localhost"].contains(url.host)
        return isLoopback && !url.isSecure && url.socketPath == nil
            && ["/", "/ws/chat/{room}/"].contains(url.resource)
    }
}

/// The server of this process: started once at most, when it is wanted.
///
/// Lives on one event loop.
final class EmbeddedServerStart {
    /// How an attempt to serve ended.
    enum Outcome: Sendable {
        /// The server of this process listens; without a history if there is a reason.
        case listening(withoutHistory: DisplayText?)
        /// The history belongs to a server that is about to end, or to one that is faster: connect
        /// again.
        case historyInUse
        /// Another process was faster: connect again.
        case addressInUse
        /// It cannot be done; a clause that is safe to show.
        case failed(String)
    }

    private enum State {
        case idle
        case starting(waiting: [(Outcome) -> Void])
        case running(ChatServer)
        case stopped
    }

    private let group: any EventLoopGroup
    private let loop: any EventLoop
    private let history: HistoryPlace
    private let logger: Logger
    private var state = State.idle
    /// Since when the history was seen in other hands.
    private var historyInUseSince: NIODeadline?
    /// Why the server keeps no history although it should.
    private var withoutHistory: DisplayText?

    /// How long the history of a server that ends is waited for: as long as it may take to end.
    private static let historyPatience = TimeAmount.seconds(7)
    /// How long until somebody else's server is looked for again.
    private static let historyPause = TimeAmount.milliseconds(200)

    /// Nothing is started yet; the server will run on `group`, and this is to be used on `loop` alone.
    init(
        group: any EventLoopGroup,
        loop: any EventLoop,
        history: HistoryPlace,
        logger: Logger
    ) {
        self.group = group
        self.loop = loop
        self.history = history
        self.logger = logger
    }

    /// Whether no start was asked for, or the last one failed.
    var isIdle: Bool {
        if case .idle = state { true } else { false }
    }

    /// Whether a start is under way.
    var isStarting: Bool {
        if case .starting = state { true } else { false }
    }

    /// Whether a server of this process runs.
    var isRunning: Bool {
        if case .running = state { true } else { false }
    }

    /// Starts the server at `address`, or waits for the start that is under way.
    func start(at address: WebSocketURL, then completion: @escaping (Outcome) -> Void) {
        switch state {
        case .running: completion(.listening(withoutHistory: withoutHistory))
        case .stopped: completion(.failed("the program is ending"))
        case .starting(let waiting): state = .starting(waiting: waiting + [completion])
        case .idle:
            state = .starting(waiting: [completion])
            listen(at: address)
        }
    }

    private func listen(at address: WebSocketURL) {
        var configuration = ServerConfiguration()
        configuration.host = address.host
        configuration.port = address.port
        configuration.historyPath = withoutHistory == nil ? history.path : nil
        let start = NIOLoopBound(self, eventLoop: loop)
        ChatServer.start(configuration, group: group, logger: logger).hop(to: loop)
            .whenComplete { result in start.value.ended(result, at: address) }
    }

    private func ended(_ result: Result<ChatServer, any Error>, at address: WebSocketURL) {
        switch result {
        case .success(let server):
            finish(.running(server), .listening(withoutHistory: withoutHistory))
        case .failure(let error):
            switch error as? ChatServer.StartError {
            case .addressInUse: finish(.idle, .addressInUse)
            case .cannotListen(let reason): finish(.idle, .failed(reason))
            case .history(let error): historyFailed(error, at: address)
            case nil: finish(.idle, .failed("\(error)"))
            }
        }
    }

    /// Waits for who has the history, if that may end; otherwise serves without.
    private func historyFailed(_ error: HistoryError, at address: WebSocketURL) {
        let since = historyInUseSince ?? .now()
        historyInUseSince = since
        if error.isInUse, .now() - since < Self.historyPatience {
            let start = NIOLoopBound(self, eventLoop: loop)
            loop.scheduleTask(in: Self.historyPause) {
                start.value.finish(.idle, .historyInUse)
            }
            return
        }
        withoutHistory = DisplayText(cleaning: error.description).oneLine
        listen(at: address)
    }

    private func finish(_ next: State, _ outcome: Outcome) {
        guard case .starting(let waiting) = state else { return }
        state = next
        for completion in waiting { completion(outcome) }
    }

    /// Stops the server, if there is one, within 6 s, and starts none any more.
    func stop(then completion: @escaping @Sendable () -> Void) {
        guard case .running(let server) = state else {
            state = .stopped
            return completion()
        }
        state = .stopped
        server.stop().whenComplete { _ in completion() }
    }
}
