import ArgumentParser
import EmbeddedServer
import Glibc
import Logging
import NIOCore
import NIOPosix
import Wire

/// `chat-tui serve`: the chat server, until it is told to end.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Be the chat server: rooms for terminals, browsers and any Channels client.",
        discussion: """
            Prints one line on stdout when it listens, as in
            ws://127.0.0.1:8000/ws/chat/{room}/
            SIGTERM tells everybody and ends it.
            """
    )

    @Option(
        help: ArgumentHelp("Where to listen; port 0 takes any free one.", valueName: "host:port")
    )
    var listen: ListenAddress?

    @Option(
        help: ArgumentHelp(
            "A further name by which browsers may reach the server; repeatable.",
            valueName: "name"
        )
    )
    var hostName: [String] = []

    @Option(help: ArgumentHelp("The largest chat frame (default: 65536).", valueName: "bytes"))
    var maxMessage: Count?

    @Flag(help: "Compress (permessage-deflate) for clients that offer it.")
    var compress = false

    @Option(
        help: ArgumentHelp(
            "Where what is said is kept (default: $CHAT_TUI_HISTORY, else chat-tui/history.db in $XDG_DATA_HOME).",
            valueName: "file|off"
        ),
        completion: .file()
    )
    var history: HistoryPlace?

    @Option(
        help: ArgumentHelp(
            "How many messages of a room are kept (default: 100000).",
            valueName: "count"
        )
    )
    var keep: Count?

    @Option(
        help: ArgumentHelp("Keep no message longer than this.", valueName: "days")
    )
    var keepDays: Count?

    @Flag(name: .shortAndLong, help: "Log warnings and errors only.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Log more.")
    var verbose = false

    func validate() throws {
        if quiet, verbose { throw ValidationError("-q and -v exclude each other") }
        if let maxMessage, maxMessage.value > Self.largestMessage {
            throw ValidationError("--max-message is at most \(Self.largestMessage)")
        }
        for name in hostName where !Self.isHostName(name) {
            throw ValidationError("--host-name takes a name or an address, without a port")
        }
    }

    func run() {
        runServe(configuration(), logLevel: quiet ? .warning : verbose ? .debug : .info)
            .endProcess()
    }

    /// What the options say, on top of the defaults.
    func configuration(_ environment: Environment = .current()) -> ServerConfiguration {
        var configuration = ServerConfiguration()
        if let listen {
            configuration.host = listen.host
            configuration.port = listen.port
        }
        configuration.hostNames = hostName
        configuration.acceptsCompression = compress
        if let maxMessage { configuration.maximumMessage = maxMessage.value }
        configuration.historyPath = (history ?? environment.history).path
        configuration.retention = HistoryRetention(
            messages: Int64(keep?.value ?? 100_000),
            days: keepDays.map { Int64($0.value) }
        )
        return configuration
    }

    private static let largestMessage = 16 << 20

    private static func isHostName(_ name: String) -> Bool {
        (1...253).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7F && !"/?#@".utf8.contains(byte)
            }
    }
}

/// Serves until a signal comes.
private func runServe(
    _ configuration: ServerConfiguration,
    logLevel: Logger.Level
) -> ProcessEnd {
    raiseDescriptorLimit()
    // Before the first thread is made, so that no thread takes a signal away.
    guard let signals = SignalQueue([SIGINT, SIGTERM, SIGHUP]),
        let stopped = Mailbox<Void>(onFull: { _ in })
    else {
        complain("the system gives out no more descriptors: \(DisplayText(errno: errno))")
        return .exit(.failure)
    }
    let handler = EventLogHandler(level: logLevel)
    let server: ChatServer
    do {
        server = try ChatServer.start(
            configuration,
            group: MultiThreadedEventLoopGroup(numberOfThreads: 1),
            logger: Logger(label: "chat-tui") { _ in handler }
        ).wait()
    } catch {
        complain(cannotServe(configuration, error))
        return .exit(.failure)
    }
    guard announce(configuration, port: server.port) else { return .exit(.failure) }
    waitForSignal(signals, until: nil)
    server.stop().whenComplete { _ in stopped.post(()) }
    let deadline = Moment.monotonicMilliseconds() + 6_500
    if let signal = waitForSignal(signals, or: stopped, until: deadline) { return .signal(signal) }
    return .exit(.done)
}

/// Prints where rooms are, so that a script need not guess when the server is ready.
private func announce(_ configuration: ServerConfiguration, port: Int) -> Bool {
    let url = WebSocketURL(
        isSecure: false,
        host: configuration.host,
        port: port,
        resource: "/ws/chat/{room}/"
    )
    let error = writeFully(Array("ws://\(url.authority)\(url.resource)\n".utf8), to: STDOUT_FILENO)
    // Nobody may want to read it.
    guard error != 0, error != EPIPE else { return true }
    complain("cannot write the address: \(DisplayText(errno: error))")
    return false
}

private func cannotServe(_ configuration: ServerConfiguration, _ error: any Error) -> DisplayText {
    if case .history(let error) = error as? ChatServer.StartError {
        return "\(DisplayText(cleaning: error.description).oneLine)"
    }
    let address = DisplayText(cleaning: "\(configuration.host):\(configuration.port)").oneLine
    let reason: DisplayText =
        switch error as? ChatServer.StartError {
        case .addressInUse: "another program listens there"
        case .cannotListen(let reason): DisplayText(cleaning: reason).oneLine
        case .history, nil: DisplayText(cleaning: "\(error)").oneLine
        }
    return "cannot listen on \(address): \(reason)"
}

/// Sleeps until a signal comes, something is posted, or the deadline has passed.
@discardableResult
private func waitForSignal(
    _ signals: borrowing SignalQueue,
    or mailbox: Mailbox<Void>? = nil,
    until deadline: Int64?
) -> CInt? {
    while true {
        var entries = [
            pollfd(signals.descriptor, POLLIN), pollfd(mailbox?.descriptor, POLLIN),
        ]
        wait(&entries, until: deadline)
        if let signal = signals.next() { return signal }
        if entries[1].isReady { return nil }
        if let deadline, deadline <= Moment.monotonicMilliseconds() { return nil }
    }
}

/// Takes as many descriptors as the system allows: each connection is one.
private func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
