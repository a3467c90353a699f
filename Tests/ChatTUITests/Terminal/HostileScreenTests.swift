import Glibc
import TestSupport
import Testing
import WSClient
import Wire

@testable import ChatTUI

extension TerminalSuite {
    /// Anything that others can say, through model, view and frames to the bytes that a terminal gets.
    ///
    /// `CHAT_TUI_FUZZ_SECONDS` makes it go on with new texts for that long (`make fuzz TARGETS=Screens`).
    @Suite("Hostile screens")
    struct HostileScreenTests {
        init() { useUTF8Locale() }

        private static let rounds: UInt64 = 60

        @Test(
            "whatever is said, the terminal gets cells, our own links and titles, and nothing else"
        )
        func anything() throws {
            let seconds = getenv("CHAT_TUI_FUZZ_SECONDS").map { atoi($0) } ?? 0
            let end = Moment.monotonicMilliseconds() + Int64(seconds) * 1000
            var seed: UInt64 = seconds > 0 ? UInt64(Moment.now().wall) : 0
            var rounds: UInt64 = 0
            repeat {
                guard try round(seed: seed) else { return }
                seed += 1
                rounds += 1
            } while rounds < Self.rounds || Moment.monotonicMilliseconds() < end
            if seconds > 0 { print("Done \(rounds) rounds in \(seconds) s") }
        }

        /// One screen with one terminal; `false` if it failed.
        private func round(seed: UInt64) throws -> Bool {
            var text = HostileText(seed: seed)
            let sizes = [(80, 24), (120, 36), (40, 12), (60, 10), (20, 5), (7, 4), (2, 5), (1, 1)]
            let (columns, rows) = sizes[text.number(below: sizes.count)]
            let pseudo = PseudoTerminal(columns: columns, rows: rows)
            let isNcurses = text.number(below: 4) == 0
            let kind = isNcurses ? .unknown : TerminalKind(term: "xterm-kitty")
            var terminal = try ScreenTerminal(
                device: TerminalDevice(path: pseudo.path),
                term: "xterm-256color",
                isUTF8: true,
                usesColor: true,
                kind: kind
            )
            terminal.enter()
            var shown = TerminalModel(columns: columns, rows: rows)
            // ncurses does not know of terminals that do, and none of them is left to it.
            shown.staysAtEdge = !isNcurses
            var model: Model = text.number(below: 2) == 0 ? .with(nick: "bob") : .numbered()
            model.size = Size(columns: columns, rows: rows)
            var screenView = ScreenView()
            for step in 0..<30 {
                let key = text.number(below: 5) < 2 ? keys[text.number(below: keys.count)] : nil
                if let key, terminal.isQuick, let guess = terminal.shown?.typing(key, in: model) {
                    let isThere = terminal.draw(guess)
                    #expect(isThere, "seed \(seed)")
                }
                let effects =
                    key.map { press(&model, $0) } ?? happen(&model, &text, number: Int64(step))
                for case .notify(let notification) in effects {
                    terminal.notify(notification, with: .auto)
                }
                let screen = screenView.draw(model)
                let isRight = screen == view(model)
                #expect(isRight, "kept rows, seed \(seed)")
                let isThere = terminal.draw(screen)
                #expect(isThere, "seed \(seed)")
                shown.take(pseudo.frame(of: &terminal))
                guard expectOurs(shown, screen, seed, hasLinks: !isNcurses) else { return false }
            }
            terminal.leave()
            return true
        }

        private let keys: [Key] = [
            .character("x"), .character("y"), .character("你"), .character("\u{301}"),
            .character(" "), .plain(.backspace), .plain(.left), .plain(.right), .control("a"),
            .control("e"), .control("u"), .control("y"), .control("t"), .control("x"),
            .control("s"),
            .plain(.escape),
        ]

        /// Something that has text of others in it.
        private func happen(
            _ model: inout Model,
            _ text: inout HostileText,
            number: Int64
        ) -> [Effect] {
            switch text.number(below: 12) {
            case 0: return type(&model, text.next(pieces: 8))
            case 1: return update(&model, .input(.paste(text.next())), at: start)
            case 2:
                _ = update(&model, .input(.focus(text.number(below: 2) == 0)), at: start)
                return receive(&model, "bob: " + text.next())
            case 3:
                let nick = Nick(text.next(pieces: 4)) ?? Nick("eve\u{301}")
                return nick.map { conversation(&model, .joined($0)) } ?? []
            case 4: return conversation(&model, .notChat(Array(text.next().utf8)))
            case 5: return update(&model, .failed(DisplayText(cleaning: text.next())), at: start)
            case 6:
                let loss = ConnectionLoss.refused(status: 403, reason: text.next(pieces: 10))
                return session(&model, .lost(loss, retryIn: nil))
            case 7: return press(&model, .plain(.function(1)), .plain(.escape), .plain(.pageUp))
            default:
                var message = message(number, text.next(), from: text.next(pieces: 3))
                message.seq = model.rooms[0].isNumbered ? number + 1 : nil
                return conversation(&model, .message(message))
            }
        }

        private func expectOurs(
            _ shown: TerminalModel,
            _ screen: Screen,
            _ seed: UInt64,
            hasLinks: Bool
        ) -> Bool {
            let difference = shown.difference(from: screen, hasLinks: hasLinks)
            let cursor = screen.cursor.map { _ in
                Screen.Cursor(row: shown.row, column: shown.place)
            }
            #expect(cursor == screen.cursor, "seed \(seed)")
            let marks = shown.cells.joined().map { $0.text.count }.max() ?? 0
            let commands = shown.commands.filter { command in
                !["2;", "99;i=chat-tui:"].contains { command.utf8.starts(with: $0.utf8) }
            }
            let links = screen.links.filter { link in
                !link.target.string.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            }
            #expect(difference == nil, "seed \(seed)")
            #expect(shown.unknown == [], "seed \(seed)")
            #expect(commands == [], "seed \(seed)")
            #expect(marks <= 1 + Cell.maximumMarks, "seed \(seed)")
            #expect(links == [], "seed \(seed)")
            return difference == nil && cursor == screen.cursor && shown.unknown.isEmpty
                && commands.isEmpty
                && links.isEmpty
        }
    }
}
