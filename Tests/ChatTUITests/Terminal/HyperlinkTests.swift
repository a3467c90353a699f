import TestSupport
import Testing
import Wire

@testable import ChatTUI

extension TerminalSuite {
    /// What a terminal gets of screens with links, one after the other.
    @Suite("Hyperlinks")
    struct HyperlinkTests {
        init() { useUTF8Locale() }

        private static let size = Size(columns: 30, rows: 10)

        private func screen(_ rows: [(text: DisplayText, link: Range<Int>?)]) throws -> Screen {
            var screen = Screen(size: Self.size)
            for (row, content) in rows.enumerated() {
                screen.write(CellText.cells(content.text, .mention), row: row, column: 0)
                guard let columns = content.link else { continue }
                let target = try #require(LinkTarget("https://example.org/\(row)"))
                screen.addLink(target, row: row, columns: columns)
            }
            return screen
        }

        /// The bytes of every screen, each of which must leave what it shows in the terminal.
        @discardableResult
        private func show(_ screens: [Screen], term: String = "xterm-256color") throws -> [UInt8] {
            let pseudo = PseudoTerminal(columns: Self.size.columns, rows: Self.size.rows)
            var terminal = try ScreenTerminal(
                device: TerminalDevice(path: pseudo.path),
                term: term,
                isUTF8: true,
                usesColor: true
            )
            terminal.enter()
            var model = TerminalModel(columns: Self.size.columns, rows: Self.size.rows)
            for (number, screen) in screens.enumerated() {
                let isThere = terminal.draw(screen)
                #expect(isThere)
                model.take(pseudo.frame(of: &terminal))
                let difference = model.difference(from: screen)
                #expect(difference == nil, "screen \(number)")
                #expect(model.unknown == [])
                if let cursor = screen.cursor {
                    #expect([model.row, model.column] == [cursor.row, cursor.column])
                }
                guard difference == nil else { break }
            }
            terminal.leave()
            return pseudo.output
        }

        @Test("a link is its text between OSC 8 and its end")
        func bytes() throws {
            let output = try show([screen([("see this now", 4..<8)])])
            let text = String(decoding: output, as: UTF8.self)
            #expect(text.contains("\u{1B}[0;1msee \u{1B}]8;id="))
            #expect(text.contains(";https://example.org/0\u{1B}\\this\u{1B}]8;;\u{1B}\\ now"))
        }

        @Test("what becomes of a link when its text moves, changes or goes")
        func changes() throws {
            let link: (DisplayText, Range<Int>?) = ("a link here", 2..<6)
            let other: (DisplayText, Range<Int>?) = ("a line here", nil)
            let plain: (DisplayText, Range<Int>?) = ("nothing", nil)
            try show([
                screen([plain, link, plain]), screen([link, plain, plain]),
                // The same text, but no link.
                screen([("a link here", nil), plain, plain]), screen([link, other]),
                screen([other, link]), screen([]), screen([link]),
                screen([("a link here", 2..<11)]), screen([("a link there", 2..<6)]),
            ])
        }

        @Test("rows that scroll take no link to where none is")
        func scrolling() throws {
            let lines: [(DisplayText, Range<Int>?)] = (0..<40).map { number in
                let isLink = number % 3 == 0
                return ("line \(number) of the room", isLink ? 5..<12 : nil)
            }
            try show((0..<30).map { try screen(Array(lines[$0..<$0 + 10])) })
            try show((0..<30).reversed().map { try screen(Array(lines[$0..<$0 + 10])) })
        }

        @Test("any screen may follow any other", arguments: 0..<8)
        func random(seed: Int) throws {
            var generator = SeededGenerator(seed: UInt64(seed))
            let words: [DisplayText] = [
                "link", "你好 link", "e\u{301}link", "", "another line", "link", "link link",
            ]
            var rows = (0..<Self.size.rows).map { _ in words[0] }
            try show(
                (0..<40).map { _ in
                    switch Int.random(in: 0..<3, using: &generator) {
                    case 0:
                        rows =
                            Array(rows.dropFirst()) + [words.randomElement(using: &generator) ?? ""]
                    case 1: rows = [words.randomElement(using: &generator) ?? ""] + rows.dropLast()
                    default:
                        rows[Int.random(in: 0..<rows.count, using: &generator)] =
                            words.randomElement(using: &generator) ?? ""
                    }
                    var screen = try screen(
                        rows.map { text in
                            let isLink =
                                Bool.random(using: &generator) && text.string.utf8.count > 4
                            return (text, isLink ? 0..<4 : nil)
                        }
                    )
                    screen.cursor = Screen.Cursor(row: rows.count - 1, column: 3)
                    return screen
                }
            )
        }

        @Test(
            "a terminal that may not know OSC sequences gets no links and no title",
            arguments: ["linux", "vt100"]
        )
        func unknown(term: String) throws {
            let pseudo = PseudoTerminal(columns: 30, rows: 10)
            var terminal = try ScreenTerminal(
                device: TerminalDevice(path: pseudo.path),
                term: term,
                isUTF8: true,
                usesColor: true
            )
            terminal.enter()
            var screen = try screen([("see this now", 4..<8)])
            screen.title = "lobby"
            let isThere = terminal.draw(screen)
            #expect(isThere)
            terminal.copy("text")
            terminal.notify(Notification(title: "a", body: "b"), with: .auto)
            let isStillThere = terminal.flush()
            #expect(isStillThere)
            #expect(pseudo.waits(for: "see this now"))
            #expect(!pseudo.contains(Array("\u{1B}]".utf8)))
            terminal.leave()
        }
    }
}
