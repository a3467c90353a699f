import Glibc
import Testing
import Wire

@testable import ChatTUI

extension TerminalSuite {
    @Suite("ScreenTerminal")
    struct ScreenTerminalTests {
        init() { useUTF8Locale() }

        private func open(
            _ pseudo: PseudoTerminal,
            term: String? = "xterm-256color",
            isUTF8: Bool = true,
            usesColor: Bool = true,
            kind: TerminalKind? = nil
        ) throws(TerminalError) -> ScreenTerminal {
            let device = try TerminalDevice(path: pseudo.path)
            return try ScreenTerminal(
                device: device,
                term: term,
                isUTF8: isUTF8,
                usesColor: usesColor,
                kind: kind
            )
        }

        /// Frames are made by us for the one, by ncurses for the other.
        private static let kinds = [TerminalKind(term: "xterm-256color"), .unknown]

        private func screen(_ text: DisplayText, columns: Int = 20, rows: Int = 3) -> Screen {
            var screen = Screen(size: Size(columns: columns, rows: rows))
            screen.write(CellText.cells(text, .warning), row: 1, column: 2)
            screen.cursor = Screen.Cursor(row: 2, column: 0)
            return screen
        }

        private func draw(_ screen: Screen, on terminal: inout ScreenTerminal) {
            let isThere = terminal.draw(screen)
            #expect(isThere)
        }

        @Test("takes the terminal and gives it back as it was: settings equal, everything undone")
        func enterAndLeave() throws {
            let pseudo = PseudoTerminal()
            // Somebody has to hold it open for the settings to last.
            let holder = try TerminalDevice(path: pseudo.path)
            let before = pseudo.settings
            var terminal = try open(pseudo)
            #expect(pseudo.settings == before)
            terminal.enter()
            draw(screen("hello"), on: &terminal)
            #expect(pseudo.settings != before)
            pseudo.readAvailable()
            #expect(pseudo.output.starts(with: TerminalSequences.enter.bytes))
            #expect(pseudo.contains(Array("hello".utf8)))
            let beforeLeaving = pseudo.output.count
            terminal.leave()
            pseudo.readAvailable()
            #expect(Array(pseudo.output[beforeLeaving...]) == TerminalSequences.leave.bytes)
            #expect(pseudo.settings == before)
            _ = holder.size
        }

        @Test("the undo list has every mode in the order that terminals need")
        func undoList() {
            let text = String(decoding: TerminalSequences.leave.bytes, as: UTF8.self)
            let expected = [
                "[?2026l", "[?1000;1002;1006l", "[?1004l", "[?2004l", "[<u", "]8;;", "\\",
                "[r", "[999;1H", "[4l", "[?7h", "[0 q", "[?25h", "[0m", "[?1l", ">", "[?1049l",
                "[23;2t",
            ]
            #expect(text.split(separator: "\u{1B}").map(String.init) == expected)
        }

        @Test("all rows scroll, not only the 24 that a description has")
        func scrollingRegion() throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 40)
            var terminal = try open(pseudo, kind: .unknown)
            terminal.enter()
            var model = TerminalModel(columns: 20, rows: 40)
            for first in 0..<30 {
                var screen = Screen(size: Size(columns: 20, rows: 40))
                for row in 0..<40 {
                    screen.write(CellText.cells("line \(first + row)"), row: row, column: 0)
                }
                draw(screen, on: &terminal)
                model.take(pseudo.frame(of: &terminal))
                #expect(model.difference(from: screen) == nil)
            }
            #expect(!pseudo.contains(Array("\u{1B}[1;24r".utf8)))
            #expect(!pseudo.contains(Array("\u{1B}[22;0;0t".utf8)))
            terminal.leave()
        }

        @Test(
            "writes nothing when nothing changed, and little when little did",
            arguments: Self.kinds
        )
        func differences(kind: TerminalKind) throws {
            let pseudo = PseudoTerminal()
            var terminal = try open(pseudo, kind: kind)
            terminal.enter()
            draw(screen("hello"), on: &terminal)
            pseudo.readAvailable()
            let first = pseudo.output.count
            draw(screen("hello"), on: &terminal)
            pseudo.readAvailable()
            #expect(pseudo.output.count == first)
            draw(screen("help!"), on: &terminal)
            pseudo.readAvailable()
            let change = pseudo.output[first...]
            #expect(change.starts(with: TerminalSequences.beginFrame.bytes))
            #expect(change.suffix(8).elementsEqual(TerminalSequences.endFrame.bytes))
            #expect(change.count < 60)
            terminal.invalidate()
            draw(screen("help!"), on: &terminal)
            pseudo.readAvailable()
            #expect(pseudo.contains(Array("help!".utf8), after: first + change.count))
            terminal.leave()
        }

        @Test(
            "a terminal that stops reading does not stop us, and gets the newest state after",
            arguments: Self.kinds
        )
        func stalled(kind: TerminalKind) throws {
            let pseudo = PseudoTerminal(columns: 200, rows: 60)
            var terminal = try open(pseudo, kind: kind)
            terminal.enter()
            var drawn = 0
            while !terminal.wantsWrite, drawn < 1000 {
                drawn += 1
                var full = Screen(size: Size(columns: 200, rows: 60))
                for row in 0..<60 {
                    let text = CellText.cells("\(drawn) \(row * drawn) and more of the same kind")
                    full.write(text, row: row, column: drawn % 2)
                }
                draw(full, on: &terminal)
            }
            let isStalled = terminal.wantsWrite
            #expect(isStalled)
            let deadline = Moment.monotonicMilliseconds() + 10_000
            while terminal.wantsWrite, Moment.monotonicMilliseconds() < deadline {
                pseudo.readAvailable()
                _ = terminal.flush()
            }
            draw(screen("the newest"), on: &terminal)
            #expect(pseudo.waits(for: "the newest"))
            terminal.leave()
        }

        @Test("leaving a terminal that takes nothing ends after a second, with the settings back")
        func leaveStalled() throws {
            let pseudo = PseudoTerminal(columns: 200, rows: 60)
            let holder = try TerminalDevice(path: pseudo.path)
            let before = pseudo.settings
            var terminal = try open(pseudo)
            terminal.enter()
            let junk = [UInt8](repeating: 0x20, count: 65_536)
            while case .bytes = terminal.device.write(junk[...]) {}
            let time = ContinuousClock().measure { terminal.leave() }
            #expect(time < .seconds(5))
            #expect(pseudo.settings == before)
            _ = holder.size
        }

        @Test(
            "wide characters, marks and U+FFFD reach the terminal as they are",
            arguments: Self.kinds
        )
        func characters(kind: TerminalKind) throws {
            let pseudo = PseudoTerminal()
            var terminal = try open(pseudo, kind: kind)
            terminal.enter()
            draw(screen("你e\u{301}好"), on: &terminal)
            #expect(pseudo.waits(for: "你e\u{301}好"))
            draw(screen("!\u{FFFD}"), on: &terminal)
            #expect(pseudo.waits(for: "!\u{FFFD}"))
            terminal.leave()
        }

        @Test("a terminal without UTF-8 gets ASCII for our own symbols")
        func ascii() throws {
            let pseudo = PseudoTerminal()
            var terminal = try open(pseudo, isUTF8: false)
            terminal.enter()
            draw(screen("─●…"), on: &terminal)
            #expect(pseudo.waits(for: "-*~"))
            #expect(pseudo.output.allSatisfy { $0 < 0x80 })
            terminal.leave()
        }

        @Test("colours are used unless they are not wanted", arguments: [true, false])
        func colors(usesColor: Bool) throws {
            let pseudo = PseudoTerminal()
            var terminal = try open(pseudo, usesColor: usesColor)
            terminal.enter()
            draw(screen("red"), on: &terminal)
            #expect(pseudo.waits(for: "red"))
            #expect(pseudo.contains(Array(";31m".utf8)) == usesColor)
            terminal.leave()
        }

        @Test("every size can be drawn one after the other", arguments: Self.kinds)
        func sizes(kind: TerminalKind) throws {
            let pseudo = PseudoTerminal()
            var terminal = try open(pseudo, kind: kind)
            terminal.enter()
            for size in [(80, 24), (1, 1), (2, 5), (200, 60), (5, 2), (1, 100), (300, 1), (80, 24)]
            {
                draw(screen("hello 你好", columns: size.0, rows: size.1), on: &terminal)
                pseudo.readAvailable()
            }
            #expect(pseudo.waits(for: "hello 你好"))
            terminal.leave()
        }

        @Test(
            "a terminal of a newer kind is drawn as its family",
            arguments: [
                "xterm-kitty", "foot", "xterm-ghostty", "wezterm", "tmux-256color", "linux",
            ]
        )
        func newer(term: String) throws {
            let pseudo = PseudoTerminal()
            var terminal = try open(pseudo, term: term)
            terminal.enter()
            draw(screen("hello"), on: &terminal)
            #expect(pseudo.waits(for: "hello"))
            terminal.leave()
        }

        @Test(
            "a terminal that cannot place its cursor is refused with a reason",
            arguments: ["dumb", "unknown", "", nil, "no-such\u{1B}[31m"]
        )
        func refused(term: String?) {
            let pseudo = PseudoTerminal()
            let error = #expect(throws: TerminalError.self) { _ = try open(pseudo, term: term) }
            #expect(error?.reason.contains("TERM") == true)
            #expect(error?.reason.contains("\u{1B}") == false)
            pseudo.readAvailable()
            #expect(pseudo.output == [])
        }

        @Test("opening it leaves the handlers of signals alone")
        func signalHandlers() throws {
            func handler(_ signal: CInt) -> Int {
                var action = sigaction()
                sigaction(signal, nil, &action)
                return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            }
            let signals = [SIGINT, SIGTERM, SIGTSTP, SIGWINCH] + TerminalRestore.signals
            let before = signals.map(handler)
            let pseudo = PseudoTerminal()
            var terminal = try open(pseudo)
            #expect(signals.map(handler) == before)
            terminal.enter()
            #expect(signals.prefix(4).map(handler) == Array(before.prefix(4)))
            #expect(signals.dropFirst(4).map(handler) != Array(before.dropFirst(4)))
            terminal.leave()
            #expect(signals.map(handler) == before)
        }
    }
}

extension TerminalKind {
    /// One of which nothing is known but its description.
    static let unknown = TerminalKind(term: "unknown")
}
