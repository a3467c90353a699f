import Glibc
import NIOCore
import NIOPosix
import WSClient
import Wire

/// The loop of `log` over a server: one thread, one `poll(2)` on stdout, the connection's mailbox and
/// the signals.
struct LogRunner {
    /// More than this waiting to be printed, and no further page is asked for.
    private static let maximumPending = 64 << 10

    private let mailbox: Mailbox<ClientEvent>
    private let client: ReconnectingClient
    private let printLog: () -> ProcessEnd
    private var session: LogSession
    private var output: StandardOutput
    private var end: ProcessEnd?
    private var sent: SendID = 0

    /// A reading that begins to connect; `nil` when the process is out of descriptors.
    ///
    /// `printLog` writes what the local log has, should that be wanted, and returns when it is written.
    init?(
        _ session: LogSession,
        configuration: ClientConfiguration,
        output: StandardOutput = StandardOutput(),
        printLog: @escaping () -> ProcessEnd
    ) {
        // What the server sends unasked is small and goes at once: the mailbox never gets full
        // unless this process is stopped.
        let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
        let box = NIOLoopBoundBox.makeEmptyBox(valueType: ReconnectingClient.self, eventLoop: loop)
        let mailbox = Mailbox<ClientEvent> { isFull in
            loop.execute { box.value?.setReading(!isFull) }
        }
        guard let mailbox else { return nil }
        let client = ReconnectingClient(configuration: configuration, eventLoop: loop) { event in
            let bytes = if case .text(let text) = event { text.count } else { 0 }
            mailbox.post(event, bytes: bytes + MemoryLayout<ClientEvent>.stride)
        }
        loop.execute { box.value = client }
        self.mailbox = mailbox
        self.client = client
        self.session = session
        self.output = output
        self.printLog = printLog
        client.start()
    }

    /// Whether it has ended because the local log is to be read instead.
    var leavesToLog: Bool { session.leavesToLog }

    /// Runs until it is over; what was to be printed is printed then, unless a signal ended it.
    mutating func run(signals: borrowing SignalQueue) -> ProcessEnd {
        while true {
            if let end, output.pending == 0 { return end }
            var entries = [
                pollfd(end == nil && session.takesEvents ? mailbox.descriptor : nil, POLLIN),
                pollfd(signals.descriptor, POLLIN),
                output.pollEntry,
            ]
            wait(&entries, until: end == nil ? session.nextDeadline : nil)
            if let signal = signals.next() { return .signal(signal) }
            if entries[2].isGone { return outputEnded() }
            if entries[0].isReady {
                for event in mailbox.drain() { take(.client(event)) }
            }
            if let end = flush() { return end }
            session.hasRoom = output.pending < Self.maximumPending
            take(.tick)
            if let end = flush() { return end }
        }
    }

    private mutating func take(_ event: LogSession.Event) {
        for effect in session.handle(event, at: .now()) {
            switch effect {
            case .send(let frame, let connection):
                sent += 1
                client.send(text: frame, id: sent, connection: connection)
            case .close: client.close()
            case .print(let lines):
                output.append(lines)
                session.hasRoom = output.pending < Self.maximumPending
            case .printLog:
                let end = printLog()
                guard case .exit(.done) = end else {
                    self.end = end
                    return
                }
            case .complain(let sentence): complain(sentence)
            case .end(let code): end = .exit(code)
            }
        }
    }

    private mutating func flush() -> ProcessEnd? {
        switch output.flush() {
        case .ok: return nil
        case .closed: return outputEnded()
        case .failed(let code):
            complain("cannot write the output: \(DisplayText(errno: code))")
            return .exit(.failure)
        }
    }

    /// A reader that has all that there will be may go; one that goes before ends it.
    private func outputEnded() -> ProcessEnd {
        if let end, output.pending == 0 { return end }
        return .signal(SIGPIPE)
    }
}
