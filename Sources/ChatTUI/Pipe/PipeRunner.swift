import Glibc
import Wire

/// The loop of a pipe: one thread, one `poll(2)` on stdin, stdout, the sessions' mailbox and the signals.
///
/// What happens is fed to a ``PipeSession``, and what that wants is done.
struct PipeRunner {
    private enum Entry {
        static let input = 0
        static let mailbox = 1
        static let signals = 2
        static let output = 3
    }

    private let supervisor: SessionSupervisor
    /// Whether stdout is written at all, and somebody reads it.
    private var hasReader: Bool
    private var session: PipeSession
    private var input: PipeInput?
    private var output = StandardOutput()
    private var end: ProcessEnd?
    /// Since when a slow reader of stdout holds up everything, in monotonic milliseconds.
    private var heldUpSince: Int64?

    /// A pipe that begins to connect.
    init(_ options: PipeOptions, supervisor: SessionSupervisor) {
        self.supervisor = supervisor
        hasReader = options.output != nil
        session = PipeSession(options, at: .now())
        input = options.framing.map { PipeInput($0.0, isJSON: $0.isJSON) }
        for (index, room) in options.rooms.enumerated() {
            supervisor.join(RoomID(rawValue: index), at: room.url)
        }
    }

    /// Runs until it is over; what was to be printed is printed then, unless a signal ended it.
    mutating func run(signals: borrowing SignalQueue) -> ProcessEnd {
        while true {
            if let end, output.pending == 0 || end.isSignal { return end }
            var entries = [
                pollfd(wantsBytes ? STDIN_FILENO : nil, POLLIN),
                pollfd(goesOn ? supervisor.mailbox.descriptor : nil, POLLIN),
                pollfd(signals.descriptor, POLLIN),
                hasReader ? output.pollEntry : pollfd(nil, 0),
            ]
            wait(&entries, until: goesOn ? session.nextDeadline : nil)
            noticeHoldUp()
            if let signal = signals.next() {
                let isSecond = end != nil || session.isClosing
                take(.signal(signal))
                // Nothing is waited for any more.
                if isSecond { SignalQueue.die(of: signal) }
            }
            if entries[Entry.mailbox].isReady { drainMailbox() }
            if hasReader, entries[Entry.output].isGone { outputEnded(.closed) }
            if entries[Entry.input].isReady { readInput() }
            takeLines()
            if goesOn { take(.tick) }
            if hasReader { outputEnded(output.flush()) }
        }
    }

    /// A reader of stdout that is slow holds up everything, the clock of the confirmations too: it is
    /// not the server's fault.
    ///
    /// It does not hold up the end.
    private var goesOn: Bool {
        output.pending < StandardOutput.maximumPending || session.isClosing
    }

    /// What the sessions have told meanwhile is taken with the clock as it stood.
    private mutating func noticeHoldUp() {
        let now = Moment.now()
        if !goesOn {
            heldUpSince = heldUpSince ?? now.monotonic
        } else if let since = heldUpSince {
            heldUpSince = nil
            take(.wasHeldUp(milliseconds: now.monotonic - since), at: now)
        }
    }

    private var wantsBytes: Bool { input != nil && end == nil && session.wantsInput }

    private mutating func take(_ event: PipeEvent, at now: Moment = .now()) {
        for effect in session.handle(event, at: now) { perform(effect) }
    }

    private mutating func perform(_ effect: PipeEffect) {
        switch effect {
        case .say(let room, let text, let prefix, let id):
            supervisor.say(text, prefix: prefix, id: id, in: room)
        case .close(let room): supervisor.close(room)
        case .print(let line): if hasReader { output.append(line) }
        case .complain(let sentence): complain(sentence)
        case .end(let end): self.end = end
        }
    }

    private mutating func drainMailbox() {
        let events = supervisor.mailbox.drain()
        let now = Moment.now()
        for event in events {
            switch event {
            case .session(let room, let event): take(.session(room, event), at: now)
            case .conversation(let room, let event): take(.conversation(room, event), at: now)
            case .server(let text): take(.server(text), at: now)
            case .input, .resized, .tick, .edited, .saved, .logged, .failed, .terminate: break
            }
        }
    }

    /// stdout takes no more.
    private mutating func outputEnded(_ outcome: StandardOutput.Outcome) {
        guard outcome != .ok else { return }
        let isLost = output.pending > 0
        hasReader = false
        output.discard()
        switch outcome {
        case .ok: break
        case .closed:
            // A reader that has all that there will be may go.
            guard isLost || !session.isClosing else { return }
            if end == nil { take(.outputClosed) } else { end = .signal(SIGPIPE) }
        case .failed(let code):
            let sentence: DisplayText = "cannot write the output: \(DisplayText(errno: code))"
            guard end != nil else { return take(.failed(sentence)) }
            // The session is over, but what it had to tell was not.
            complain(sentence)
            end = .exit(.failure)
        }
    }
}

// MARK: - Input

extension PipeRunner {
    private mutating func readInput() {
        var buffer: [UInt8] = Array(repeating: 0, count: 65_536)
        let count = read(STDIN_FILENO, &buffer, buffer.count)
        if count > 0 {
            input?.append(buffer[..<count])
        } else if count == 0 {
            input?.end()
        } else if errno != EINTR, errno != EAGAIN {
            input = nil
            take(.failed("cannot read the input: \(DisplayText(errno: errno))"))
        }
    }

    /// Feeds lines as long as they are wanted.
    private mutating func takeLines() {
        while input != nil, session.wantsInput {
            do throws(PipeInput.Fault) {
                if let line = try input?.next() {
                    take(.line(line))
                } else if input?.isExhausted == true {
                    input = nil
                    take(.inputEnded)
                } else {
                    return
                }
            } catch {
                input = nil
                take(.inputFailed(error.reason))
            }
        }
    }
}

extension ProcessEnd {
    fileprivate var isSignal: Bool {
        if case .signal = self { true } else { false }
    }
}
