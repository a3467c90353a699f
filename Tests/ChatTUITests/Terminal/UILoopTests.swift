import Dispatch
import Glibc
import Synchronization
import Testing
import WSClient
import Wire

@testable import ChatTUI

extension TerminalSuite {
    @Suite("UILoop")
    struct UILoopTests {
        init() { useUTF8Locale() }

        @Test("shows the first frame, takes keys, and leaves")
        func session() throws {
            let pseudo = PseudoTerminal(columns: 60, rows: 10)
            let holder = try TerminalDevice(path: pseudo.path)
            let before = pseudo.settings
            let ui = try RunningUI(on: pseudo)
            #expect(pseudo.waits(for: "lobby"))
            pseudo.type("hello")
            #expect(pseudo.waits(for: "hello"))
            pseudo.type("\u{15}\u{1B}[200~/quit\n\u{1B}[201~\r")
            #expect(ui.waitsForEnd() == .quit)
            #expect(ui.effects == [.quit])
            pseudo.readAvailable()
            #expect(
                pseudo.output.suffix(TerminalSequences.leave.bytes.count)
                    .elementsEqual(TerminalSequences.leave.bytes)
            )
            #expect(pseudo.settings == before)
            _ = holder.size
        }

        @Test("a lone ESC is the Esc key after a moment")
        func escape() throws {
            let pseudo = PseudoTerminal(columns: 60, rows: 10)
            let ui = try RunningUI(on: pseudo)
            #expect(pseudo.waits(for: "lobby"))
            pseudo.type("\u{1B}OP")
            #expect(pseudo.waits(for: "Talk"))
            let start = pseudo.output.count
            pseudo.type("\u{1B}")
            // The help is gone: the room's first notice is back.
            #expect(pseudo.waits(for: "hi there", after: start))
            pseudo.type("\u{04}")
            #expect(ui.waitsForEnd() == .quit)
        }

        @Test("a paste without an end is taken after a second")
        func unfinishedPaste() throws {
            let pseudo = PseudoTerminal(columns: 60, rows: 10)
            let ui = try RunningUI(on: pseudo)
            #expect(pseudo.waits(for: "lobby"))
            pseudo.type("\u{1B}[200~pasted text")
            #expect(pseudo.waits(for: "pasted text"))
            pseudo.type("\u{15}\u{04}")
            #expect(ui.waitsForEnd() == .quit)
        }

        @Test("draws at another size when the terminal has it")
        func resize() throws {
            let pseudo = PseudoTerminal(columns: 60, rows: 10)
            let ui = try RunningUI(on: pseudo)
            #expect(pseudo.waits(for: "1 lobby"))
            let start = pseudo.output.count
            pseudo.resize(columns: 30, rows: 5)
            ui.kill(SIGWINCH)
            #expect(pseudo.waits(for: "lobby", after: start))
            #expect(!pseudo.contains(Array("1 lobby".utf8), after: start))
            pseudo.type("\u{04}")
            #expect(ui.waitsForEnd() == .quit)
        }

        @Test("a signal ends it with the terminal restored", arguments: [SIGTERM, SIGHUP, SIGINT])
        func signals(signal: CInt) throws {
            let pseudo = PseudoTerminal()
            let holder = try TerminalDevice(path: pseudo.path)
            let before = pseudo.settings
            let ui = try RunningUI(on: pseudo)
            #expect(pseudo.waits(for: "lobby"))
            ui.kill(signal)
            #expect(ui.waitsForEnd() == .signal(signal))
            #expect(ui.effects == [.quit])
            #expect(pseudo.settings == before)
            _ = holder.size
        }

        @Test("a terminal that goes away ends it")
        func hangUp() throws {
            var pseudo: PseudoTerminal? = PseudoTerminal()
            let ui = try RunningUI(on: #require(pseudo))
            #expect(pseudo?.waits(for: "lobby") == true)
            pseudo = nil
            #expect(ui.waitsForEnd() == .signal(SIGHUP))
            #expect(ui.effects == [.quit])
        }

        @Test("continued after a stop it takes the terminal again and draws everything")
        func continued() throws {
            let pseudo = PseudoTerminal(columns: 60, rows: 10)
            let ui = try RunningUI(on: pseudo)
            #expect(pseudo.waits(for: "hi there"))
            let start = pseudo.output.count
            ui.kill(SIGCONT)
            let reenter = String(decoding: TerminalSequences.reenter.bytes, as: UTF8.self)
            #expect(pseudo.waits(for: reenter, after: start))
            #expect(pseudo.waits(for: "hi there", after: start))
            pseudo.type("\u{04}")
            #expect(ui.waitsForEnd() == .quit)
        }

        @Test("30,000 lines make few frames, and the last line is shown")
        func flood() throws {
            let pseudo = PseudoTerminal(columns: 60, rows: 10)
            let ui = try RunningUI(on: pseudo)
            #expect(pseudo.waits(for: "lobby"))
            let began = Moment.monotonicMilliseconds()
            for number in 0..<30_000 {
                ui.mailbox.post(message("line \(number)"), bytes: 20)
            }
            // No character of it stands there already, so that it is written in one piece.
            ui.mailbox.post(message("QQQQQQQQQQ"))
            #expect(pseudo.waits(for: "QQQQQQQQQQ"))
            let time = Moment.monotonicMilliseconds() - began
            let frames = pseudo.occurrences(of: TerminalSequences.beginFrame.bytes)
            #expect(frames <= 3 + time / 16)
            pseudo.type("\u{04}")
            #expect(ui.waitsForEnd() == .quit)
        }

        @Test("rests when nothing happens")
        func idle() throws {
            let pseudo = PseudoTerminal()
            let ui = try RunningUI(on: pseudo)
            #expect(pseudo.waits(for: "lobby"))
            let before = ui.processorTime
            let deadline = Moment.monotonicMilliseconds() + 500
            while Moment.monotonicMilliseconds() < deadline {
                var nothing: [pollfd] = []
                wait(&nothing, until: deadline)
            }
            // A loop that does not rest would have used nearly all of it.
            #expect(ui.processorTime - before < 0.1)
            pseudo.type("\u{04}")
            #expect(ui.waitsForEnd() == .quit)
        }
    }
}

private func message(_ text: String) -> Event {
    .conversation(RoomID(rawValue: 1), .message(RoomMessage(text: text)))
}

/// A UI loop on a thread of its own.
private final class RunningUI: Sendable {
    let mailbox: Mailbox<Event>
    private struct State {
        var thread: pthread_t?
        var effects: [Effect] = []
        var end: ScreenEnd?
        var failure: TerminalError?
    }
    private let state = Mutex(State())
    private let hasStarted = DispatchSemaphore(value: 0)
    private let hasEnded = DispatchSemaphore(value: 0)

    /// Starts a loop with a room in which somebody said hi.
    init(on pseudo: PseudoTerminal) throws {
        guard let mailbox = Mailbox<Event>(onFull: { _ in }) else {
            throw TerminalError(reason: "no mailbox")
        }
        self.mailbox = mailbox
        mailbox.post(.session(RoomID(rawValue: 1), .connected(subprotocol: nil)))
        mailbox.post(message("ana: hi there"))
        let path = pseudo.path
        DispatchQueue(label: "ui").async { self.run(path) }
        hasStarted.wait()
        if let failure = state.withLock(\.failure) { throw failure }
    }

    private func run(_ path: String) {
        do throws(TerminalError) {
            let device = try TerminalDevice(path: path)
            let terminal = try ScreenTerminal(
                device: device,
                term: "xterm-256color",
                isUTF8: true,
                usesColor: true
            )
            var loop = UILoop(model: .with(connected: false), terminal: terminal)
            let all = [SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT]
            guard let signals = SignalQueue(all) else {
                throw TerminalError(reason: "no signals")
            }
            state.withLock { $0.thread = pthread_self() }
            hasStarted.signal()
            let end = loop.run(mailbox: mailbox, signals: signals) { effect in
                state.withLock { $0.effects.append(effect) }
            }
            state.withLock { $0.end = end }
        } catch {
            state.withLock { $0.failure = error }
            hasStarted.signal()
        }
        hasEnded.signal()
    }

    var effects: [Effect] { state.withLock(\.effects) }

    /// Seconds that the loop's thread has used.
    var processorTime: Double {
        var clock = clockid_t()
        var time = timespec()
        guard let thread = state.withLock(\.thread) else { return 0 }
        pthread_getcpuclockid(thread, &clock)
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    func kill(_ signal: CInt) {
        if let thread = state.withLock(\.thread) { pthread_kill(thread, signal) }
    }

    /// How it ended; `nil` if it does not within 10 s.
    func waitsForEnd() -> ScreenEnd? {
        guard hasEnded.wait(timeout: .now() + 10) == .success else { return nil }
        return state.withLock(\.end)
    }
}
