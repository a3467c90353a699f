import CNcurses
import Glibc
import Wire

/// Why the screen could not be opened, as one clause that is safe to show.
struct TerminalError: Error, Equatable {
    let reason: String
}

/// How the screen ended.
enum ScreenEnd: Equatable {
    /// The person left.
    case quit
    /// By this signal; the terminal is restored, and the caller ends by the same signal.
    case signal(CInt)
}

/// Opens a screen on the terminal of this process and paints its first frame.
///
/// - Parameter model: What is shown at first.
/// - Returns: The loop that is to run it on this thread, or to be closed.
/// - Throws: Why there is no screen on this terminal, which then is as it was found.
func openScreen(_ model: Model) throws(TerminalError) -> UILoop {
    // What a flood takes for a moment goes back to the system.
    nc_keep_mmap_threshold(128 << 10)
    let device = try TerminalDevice()
    let isUTF8 = TerminalLocale.open()
    let term = variable("TERM")
    let terminal = try ScreenTerminal(
        device: device,
        term: term,
        isUTF8: isUTF8,
        usesColor: getenv("NO_COLOR").map { $0.pointee == 0 } ?? true,
        kind: TerminalKind(term: term ?? "", variable: variable)
    )
    var loop = UILoop(model: model, terminal: terminal)
    loop.open()
    return loop
}

private func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}

/// The one thread that owns model and terminal: it polls keyboard, mailbox and signals, updates,
/// draws.
struct UILoop: ~Copyable {
    /// Milliseconds between frames that no key asked for.
    private static let frameInterval: Int64 = 16
    /// Milliseconds between looks into the mailbox while a frame is due: short enough that it does
    /// not fill.
    private static let mailInterval: Int64 = 4
    /// Milliseconds for which events are taken before keys and frames get their turn.
    private static let backlogTime: Int64 = 8
    /// Milliseconds after which a lone ESC is the Esc key.
    private static let escapeTimeout: Int64 = 30
    /// Milliseconds after which an unfinished paste is taken as it is.
    private static let pasteTimeout: Int64 = 1000
    /// Milliseconds within which the next read of a paste without brackets comes.
    private static let pasteGap: Int64 = 20

    var model: Model
    var terminal: ScreenTerminal
    private var screenView = ScreenView()
    private var parser = KeyParser()
    var now = Moment.now()
    /// When bytes from the keyboard came last, and the last frame was drawn, on the monotonic
    /// clock.
    private var lastInput: Int64 = 0
    private var lastFrame: Int64 = 0
    /// When the mailbox was emptied last, on the same clock.
    private var lastDrain: Int64 = 0
    /// When a paste without brackets came last.
    private var lastBarePaste: Int64?
    private var isDirty = true
    /// A key wants its effect seen at once.
    private var isUrgent = true
    /// Events from the mailbox that are still to be taken.
    private var backlog: ArraySlice<Event> = []
    var end: ScreenEnd?
    /// Has the terminal in our place.
    var editor: Editor?
    var opener = LinkOpener()
    /// Said when the terminal was given back.
    var lastWords: DisplayText?
    private var isOpen = false
    private var readBuffer = [UInt8](repeating: 0, count: 16 << 10)

    /// A loop that shows `model` on a terminal that was not entered yet.
    init(model: Model, terminal: consuming ScreenTerminal) {
        self.model = model
        self.terminal = terminal
    }

    /// Takes the terminal and paints the first frame.
    mutating func open() {
        terminal.reportMouse(model.settings.mouse)
        terminal.enter()
        model.size = terminal.device.size
        model.now = now
        isOpen = true
        draw()
    }

    /// Gives the terminal back.
    mutating func close() {
        terminal.leave()
    }

    /// Shows the screen until it ends, and gives the terminal back; opens it if that was not done.
    ///
    /// - Parameters:
    ///   - mailbox: Events from the sessions.
    ///   - signals: SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT.
    ///   - perform: Does what ``update(_:_:at:)`` wants done outside, but for what the terminal does
    ///     itself (bell, redraw, suspend).
    /// - Returns: How it ended.
    mutating func run(
        mailbox: Mailbox<Event>,
        signals: borrowing SignalQueue,
        perform: (Effect) -> Void
    ) -> ScreenEnd {
        if !isOpen { open() }
        while true {
            drawIfDue()
            if let end {
                terminal.leave()
                if let lastWords { complain(lastWords) }
                return end
            }
            let ready = sleep(mailbox: mailbox.descriptor, signals: signals.descriptor)
            now = Moment.now(after: now)
            if ready.signals { takeSignals(signals, perform) }
            if ready.keyboard {
                takeKeyboard(perform)
                drawIfDue()
            }
            takePrograms(ready, perform)
            takeTimeouts(perform)
            if ready.mailbox, backlog.isEmpty {
                backlog = mailbox.drain()[...]
                lastDrain = now.monotonic
            }
            takeBacklog(perform)
            if terminal.wantsWrite, !terminal.flush() { hangUp(perform) }
        }
    }
}

// MARK: Waiting

extension UILoop {
    /// What can be read, and who has ended.
    struct Ready {
        var keyboard = false
        var mailbox = false
        var signals = false
        var editor = false
        var opener = false
    }

    private mutating func sleep(mailbox: CInt, signals: CInt) -> Ready {
        let output = terminal.wantsWrite ? terminal.device.output : nil
        var entries = [
            pollfd(editor == nil ? terminal.device.input : nil, POLLIN),
            pollfd(leavesMail ? nil : mailbox, POLLIN),
            pollfd(signals, POLLIN),
            pollfd(output, POLLOUT),
            pollfd(editor?.descriptor, POLLIN),
        ]
        let fixed = entries.count
        entries += opener.descriptors.map { pollfd($0, POLLIN) }
        wait(&entries, until: deadline)
        return Ready(
            keyboard: entries[0].isReady,
            mailbox: entries[1].isReady,
            signals: entries[2].isReady,
            editor: entries[4].isReady,
            opener: entries[fixed...].contains(where: \.isReady)
        )
    }

    /// Whether what comes can wait: it goes into a frame that is to be drawn already.
    ///
    /// In a flood the loop would wake up for every message otherwise, and so would the sender.
    private var leavesMail: Bool { isDirty && now.monotonic < lastDrain + Self.mailInterval }

    /// When something is due, on the monotonic clock.
    private var deadline: Int64 {
        guard backlog.isEmpty else { return 0 }
        var due = nextDeadline(of: model)
        if isDirty, editor == nil, !terminal.wantsWrite {
            due = min(due, lastFrame + Self.frameInterval)
        }
        if leavesMail { due = min(due, lastDrain + Self.mailInterval) }
        if parser.needsTimeout { due = min(due, lastInput + Self.escapeTimeout) }
        if parser.isPasting { due = min(due, lastInput + Self.pasteTimeout) }
        return due
    }

    private mutating func drawIfDue() {
        guard end == nil, isDirty, editor == nil, !terminal.wantsWrite else { return }
        guard isUrgent || now.monotonic - lastFrame >= Self.frameInterval else { return }
        draw()
    }

    private mutating func draw() {
        (isDirty, isUrgent, lastFrame) = (false, false, now.monotonic)
        terminal.use(model.appearance)
        if !terminal.draw(screenView.draw(model)) { end = .signal(SIGHUP) }
    }
}

// MARK: Taking

extension UILoop {
    private mutating func takeKeyboard(_ perform: (Effect) -> Void) {
        let transfer = readBuffer.withUnsafeMutableBytes { terminal.device.read(into: $0) }
        switch transfer {
        case .later: return
        case .closed: hangUp(perform)
        case .bytes(let count):
            lastInput = now.monotonic
            take(parser.parse(readBuffer[..<count]), perform)
        }
    }

    private mutating func takeTimeouts(_ perform: (Effect) -> Void) {
        let silence = now.monotonic - lastInput
        if parser.needsTimeout, silence >= Self.escapeTimeout { take(parser.timeout(), perform) }
        if parser.isPasting, silence >= Self.pasteTimeout { take(parser.endPaste(), perform) }
        guard nextDeadline(of: model) <= now.monotonic else { return }
        let wasSearching = model.isSearching
        take(.tick, perform)
        // Somebody waits for what was found, as for the effect of a key.
        if wasSearching, !model.isSearching { isUrgent = true }
    }

    private mutating func take(_ inputs: [TerminalInput], _ perform: (Effect) -> Void) {
        guard !inputs.isEmpty else { return }
        let frameIsComing = isDirty
        // What is typed is seen already; in a flood a whole frame for it would be one too many.
        if !echo(inputs) || !frameIsComing { isUrgent = true }
        let isPaste = lastBarePaste.map { now.monotonic - $0 <= Self.pasteGap } ?? false
        let joined = TerminalInput.joiningText(inputs, continuesPaste: isPaste)
        if joined.contains(where: \.isPaste), !inputs.contains(where: \.isPaste) {
            lastBarePaste = now.monotonic
        }
        for input in joined where end == nil { take(.input(input), perform) }
    }

    /// Shows what a key types before it is taken; `false` if it does something else.
    private mutating func echo(_ inputs: [TerminalInput]) -> Bool {
        guard inputs.count == 1, case .key(let key) = inputs[0], terminal.isQuick,
            let screen = terminal.shown?.typing(key, in: model)
        else { return false }
        if !terminal.draw(screen) { end = .signal(SIGHUP) }
        return true
    }

    private mutating func takeBacklog(_ perform: (Effect) -> Void) {
        let end = now.monotonic + Self.backlogTime
        while !backlog.isEmpty, Moment.monotonicMilliseconds() < end {
            for event in backlog.prefix(64) { take(event, perform) }
            backlog = backlog.dropFirst(64)
        }
    }

    private mutating func takeSignals(
        _ signals: borrowing SignalQueue,
        _ perform: (Effect) -> Void
    ) {
        while let signal = signals.next() {
            guard editor == nil else {
                takeWhileEditing(signal, perform)
                continue
            }
            switch signal {
            case SIGWINCH: resize(perform)
            case SIGTSTP: suspend(wholeGroup: false, perform)
            case SIGCONT:
                terminal.enter()
                resize(perform)
            case SIGTERM, SIGHUP, SIGINT:
                take(.terminate, perform)
                end = .signal(signal)
            default: break
            }
        }
    }

    mutating func take(_ event: Event, _ perform: (Effect) -> Void) {
        isDirty = true
        for effect in update(&model, event, at: now) {
            switch effect {
            case .bell: terminal.ring()
            case .notify(let notification):
                terminal.notify(notification, with: model.settings.notifyWith)
            case .copy(let text): terminal.copy(text)
            case .mouse(let isWanted): terminal.reportMouse(isWanted)
            case .edit(let text): beginEditing(text, perform)
            case .open(let link):
                if let failure = opener.open(link) { take(.failed(failure), perform) }
            case .redraw: terminal.invalidate()
            case .suspend: suspend(wholeGroup: true, perform)
            case .quit:
                perform(.quit)
                end = end ?? .quit
            default: perform(effect)
            }
        }
    }

    mutating func resize(_ perform: (Effect) -> Void) {
        isUrgent = true
        take(.resized(terminal.device.size), perform)
    }

    /// Gives the terminal to the shell until we are continued.
    private mutating func suspend(wholeGroup: Bool, _ perform: (Effect) -> Void) {
        terminal.leave()
        SignalQueue.stop(wholeGroup: wholeGroup)
        terminal.enter()
        now = Moment.now()
        resize(perform)
    }

    private mutating func hangUp(_ perform: (Effect) -> Void) {
        guard end == nil else { return }
        take(.terminate, perform)
        end = .signal(SIGHUP)
    }
}
